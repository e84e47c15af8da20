package dev.durable.node;

import java.time.Duration;
import java.util.List;

import dev.durable.ApplicationFailure;
import dev.durable.engine.Failures;
import dev.durable.history.FailureInfo;
import dev.durable.history.PayloadConverter;
import org.jspecify.annotations.Nullable;

/**
 * An exception with which somebody fails an attempt: what is stored of it, and what only
 * the exception itself tells.
 *
 * @param info what is stored
 * @param types the names of its class and the superclasses, the nearest first
 * @param nextRetryDelay the pause before the next attempt, or null if the policy decides
 */
public record ThrownFailure(FailureInfo info, List<String> types, @Nullable Duration nextRetryDelay) {

	public ThrownFailure {
		types = List.copyOf(types);
	}

	/**
	 * Describe an exception.
	 * @param failure the exception
	 * @param converter writes its details
	 * @return its description
	 */
	public static ThrownFailure of(Throwable failure, PayloadConverter converter) {
		Duration delay = (failure instanceof ApplicationFailure application) ? application.nextRetryDelay().orElse(null)
				: null;
		return new ThrownFailure(Failures.describe(failure, converter), Failures.types(failure), delay);
	}

}
