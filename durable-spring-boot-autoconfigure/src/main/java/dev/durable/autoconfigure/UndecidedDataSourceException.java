package dev.durable.autoconfigure;

import java.util.List;

/**
 * Thrown at start-up if there are several data sources and none of them is that of the
 * workflows.
 */
final class UndecidedDataSourceException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	UndecidedDataSourceException(List<String> dataSources, List<String> definitions) {
		super("There are workflows or activities (the beans " + definitions + ") and " + dataSources.size()
				+ " data sources (" + dataSources + "), of which none is primary and none is marked with"
				+ " @DurableDataSource, so there is no database to keep them in");
	}

}
