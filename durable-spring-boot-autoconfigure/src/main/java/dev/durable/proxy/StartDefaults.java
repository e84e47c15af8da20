package dev.durable.proxy;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

import dev.durable.ChildOptions;
import dev.durable.client.StartOptions;
import dev.durable.history.Admission;
import dev.durable.history.Payload;
import dev.durable.history.RetrySettings;
import dev.durable.history.StartDetails;
import org.jspecify.annotations.Nullable;

/**
 * With what runs of a workflow are started: what its annotations say, and on top of that
 * the options of one start.
 *
 * @param queue the queue whose nodes run it
 * @param executionTimeout how long the chain may take, or null for no limit
 * @param runTimeout how long each run may take, or null for no limit
 * @param retry what follows a failed run; with one attempt nothing
 */
record StartDefaults(String queue, @Nullable Duration executionTimeout, @Nullable Duration runTimeout,
		RetrySettings retry) {

	private static final RetrySettings ONCE = new RetrySettings(RetrySettings.DEFAULTS.initialInterval(),
			RetrySettings.DEFAULTS.backoffCoefficient(), RetrySettings.DEFAULTS.maximumInterval(), 1,
			RetrySettings.DEFAULTS.nonRetryable(), RetrySettings.DEFAULTS.jitter());

	/**
	 * What holds where no annotation is known.
	 */
	static final StartDefaults NONE = new StartDefaults(StartDetails.DEFAULT_QUEUE, null, null, ONCE);

	StartDefaults with(StartOptions options) {
		return new StartDefaults(options.queue().orElse(this.queue),
				timeout("execution timeout", options.executionTimeout(), this.executionTimeout),
				timeout("run timeout", options.runTimeout(), this.runTimeout), retry(options.maximumAttempts(),
						options.initialInterval(), options.backoffCoefficient(), options.maximumInterval()));
	}

	StartDefaults with(ChildOptions options) {
		return new StartDefaults(options.queue().orElse(this.queue),
				timeout("execution timeout", options.executionTimeout(), this.executionTimeout),
				timeout("run timeout", options.runTimeout(), this.runTimeout), retry(options.maximumAttempts(),
						options.initialInterval(), options.backoffCoefficient(), options.maximumInterval()));
	}

	private static @Nullable Duration timeout(String what, Optional<Duration> option, @Nullable Duration other) {
		return option.map((duration) -> AnnotatedValues.requireReachable(what, duration)).orElse(other);
	}

	private RetrySettings retry(OptionalInt attempts, Optional<Duration> initial, OptionalDouble coefficient,
			Optional<Duration> maximum) {
		return new RetrySettings(
				AnnotatedValues.requireReachable("initial interval", initial.orElse(this.retry.initialInterval())),
				coefficient.orElse(this.retry.backoffCoefficient()),
				AnnotatedValues.requireReachable("maximum interval", maximum.orElse(this.retry.maximumInterval())),
				attempts.orElse(this.retry.maximumAttempts()), this.retry.nonRetryable(), this.retry.jitter());
	}

	/**
	 * Return the details of a run, which is let in at once.
	 */
	StartDetails toDetails(Map<String, Payload> memo, Map<String, Payload> attributes, Map<String, String> headers) {
		return new StartDetails(1, this.queue, this.executionTimeout, null, this.runTimeout,
				(this.retry.maximumAttempts() != 1) ? this.retry : null, null, memo, attributes, headers, null,
				Admission.FREE);
	}

}
