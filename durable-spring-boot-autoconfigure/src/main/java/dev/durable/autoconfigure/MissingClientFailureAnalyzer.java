package dev.durable.autoconfigure;

import dev.durable.client.WorkflowClient;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Tells that the client is not there because it was switched off, where Boot would only
 * tell to define one.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class MissingClientFailureAnalyzer extends AbstractFailureAnalyzer<NoSuchBeanDefinitionException> {

	private final @Nullable Environment environment;

	MissingClientFailureAnalyzer(@Nullable Environment environment) {
		this.environment = environment;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoSuchBeanDefinitionException cause) {
		if (cause.getBeanType() != WorkflowClient.class || this.environment == null
				|| OnDurableEnabled.isEnabled(this.environment)) {
			return null;
		}
		return new FailureAnalysis(
				"There is no WorkflowClient, as durable.enabled is false: " + rootFailure.getMessage(),
				"Set durable.enabled to true, or let the bean take an ObjectProvider<WorkflowClient> and do without it.",
				cause);
	}

}
