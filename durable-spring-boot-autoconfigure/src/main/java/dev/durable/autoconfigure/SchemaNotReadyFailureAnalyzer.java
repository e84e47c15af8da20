package dev.durable.autoconfigure;

import dev.durable.jpa.SchemaNotReadyException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Prints what somebody with more rights has to run on the database.
 */
final class SchemaNotReadyFailureAnalyzer extends AbstractFailureAnalyzer<SchemaNotReadyException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, SchemaNotReadyException cause) {
		return new FailureAnalysis(cause.getMessage() + ".",
				"Let somebody who may create tables there run this SQL, then start again:%n%n%s".formatted(cause.sql()),
				cause);
	}

}
