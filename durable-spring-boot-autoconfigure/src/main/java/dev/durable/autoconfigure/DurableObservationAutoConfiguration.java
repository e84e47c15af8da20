package dev.durable.autoconfigure;

import dev.durable.micrometer.ActivityAttemptObservationConvention;
import dev.durable.micrometer.ClientCallObservationConvention;
import dev.durable.micrometer.ObservedCalls;
import dev.durable.micrometer.ObservedCode;
import dev.durable.micrometer.TracePropagator;
import dev.durable.micrometer.TurnObservationConvention;
import dev.durable.node.CodeObserver;
import dev.durable.proxy.WorkflowRuntime;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the observations of durable
 * workflows, and with them for tracing.
 */
@AutoConfiguration(after = DurableAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBean(WorkflowRuntime.class)
@ConditionalOnSingleCandidate(ObservationRegistry.class)
public final class DurableObservationAutoConfiguration {

	@Bean
	TracePropagator durableTracePropagator() {
		return new TracePropagator();
	}

	@Bean
	ObservedCalls durableObservedCalls(ObservationRegistry registry, TracePropagator propagator,
			ObjectProvider<ClientCallObservationConvention> convention) {
		return new ObservedCalls(registry, propagator, convention.getIfUnique());
	}

	@Bean
	@ConditionalOnMissingBean
	CodeObserver durableCodeObserver(ObservationRegistry registry, ObjectProvider<TurnObservationConvention> turns,
			ObjectProvider<ActivityAttemptObservationConvention> attempts) {
		return new ObservedCode(registry, turns.getIfUnique(), attempts.getIfUnique());
	}

}
