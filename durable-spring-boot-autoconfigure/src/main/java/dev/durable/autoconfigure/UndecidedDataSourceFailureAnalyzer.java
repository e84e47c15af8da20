package dev.durable.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Tells what to do where it is not said in which database workflows are kept.
 */
final class UndecidedDataSourceFailureAnalyzer extends AbstractFailureAnalyzer<UndecidedDataSourceException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UndecidedDataSourceException cause) {
		return new FailureAnalysis(cause.getMessage() + ".",
				"Put @DurableDataSource beside @Bean on the data source whose transactions start and signal workflows,"
						+ " or make it @Primary. To run without durable workflows, set durable.enabled=false.",
				cause);
	}

}
