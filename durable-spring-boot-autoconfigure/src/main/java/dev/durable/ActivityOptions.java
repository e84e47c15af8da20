package dev.durable;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * How the calls of an activity bean differ from what its annotations and the
 * configuration say. Given to {@link Durable#with}. Immutable.
 */
public final class ActivityOptions {

	private final @Nullable Duration startToCloseTimeout;

	private final @Nullable Duration scheduleToCloseTimeout;

	private final @Nullable Duration scheduleToStartTimeout;

	private final @Nullable Duration heartbeatTimeout;

	private final @Nullable Integer maximumAttempts;

	private final @Nullable Duration initialInterval;

	private final @Nullable Duration maximumInterval;

	private final @Nullable Double backoffCoefficient;

	private final @Nullable Double jitter;

	private final @Nullable List<Class<?>> nonRetryable;

	private final @Nullable String queue;

	private final @Nullable CancellationType cancellation;

	private ActivityOptions(DefaultBuilder builder) {
		this.startToCloseTimeout = builder.startToCloseTimeout;
		this.scheduleToCloseTimeout = builder.scheduleToCloseTimeout;
		this.scheduleToStartTimeout = builder.scheduleToStartTimeout;
		this.heartbeatTimeout = builder.heartbeatTimeout;
		this.maximumAttempts = builder.maximumAttempts;
		this.initialInterval = builder.initialInterval;
		this.maximumInterval = builder.maximumInterval;
		this.backoffCoefficient = builder.backoffCoefficient;
		this.jitter = builder.jitter;
		this.nonRetryable = builder.nonRetryable;
		this.queue = builder.queue;
		this.cancellation = builder.cancellation;
	}

	/**
	 * Collect options.
	 * @param options sets what differs from the defaults
	 * @return the options
	 * @throws IllegalArgumentException if a value is out of its limits
	 */
	public static ActivityOptions of(Consumer<Builder> options) {
		DefaultBuilder builder = new DefaultBuilder();
		options.accept(builder);
		return new ActivityOptions(builder);
	}

	/**
	 * The longest time that one attempt may take.
	 * @return the duration, or empty if the annotation or the configuration decides
	 */
	public Optional<Duration> startToCloseTimeout() {
		return Optional.ofNullable(this.startToCloseTimeout);
	}

	/**
	 * The longest time from the call to the final outcome.
	 * @return the duration, or empty if the annotation or the configuration decides
	 */
	public Optional<Duration> scheduleToCloseTimeout() {
		return Optional.ofNullable(this.scheduleToCloseTimeout);
	}

	/**
	 * The longest time that the call may wait for the start of an attempt.
	 * @return the duration, or empty if the annotation or the configuration decides
	 */
	public Optional<Duration> scheduleToStartTimeout() {
		return Optional.ofNullable(this.scheduleToStartTimeout);
	}

	/**
	 * The longest time between two heartbeats of an attempt.
	 * @return the duration, or empty if the annotation or the configuration decides
	 */
	public Optional<Duration> heartbeatTimeout() {
		return Optional.ofNullable(this.heartbeatTimeout);
	}

	/**
	 * The largest number of attempts, the first one included.
	 * @return the number of attempts, 0 for no limit, or empty if the annotation or the
	 * configuration decides
	 */
	public OptionalInt maximumAttempts() {
		return (this.maximumAttempts != null) ? OptionalInt.of(this.maximumAttempts) : OptionalInt.empty();
	}

	/**
	 * The pause after the first attempt.
	 * @return the duration, or empty if the annotation or the configuration decides
	 */
	public Optional<Duration> initialInterval() {
		return Optional.ofNullable(this.initialInterval);
	}

	/**
	 * The longest pause between attempts.
	 * @return the duration, or empty if the annotation or the configuration decides
	 */
	public Optional<Duration> maximumInterval() {
		return Optional.ofNullable(this.maximumInterval);
	}

	/**
	 * The factor by which each pause is longer than the one before.
	 * @return the factor, or empty if the annotation or the configuration decides
	 */
	public OptionalDouble backoffCoefficient() {
		return (this.backoffCoefficient != null) ? OptionalDouble.of(this.backoffCoefficient) : OptionalDouble.empty();
	}

	/**
	 * The part of each pause that is drawn at random.
	 * @return the part, from 0 to 1, or empty if the annotation or the configuration
	 * decides
	 */
	public OptionalDouble jitter() {
		return (this.jitter != null) ? OptionalDouble.of(this.jitter) : OptionalDouble.empty();
	}

	/**
	 * The exceptions that no further attempt can help. Their subclasses match too.
	 * @return the types, or empty if the annotation or the configuration decides
	 */
	public Optional<List<Class<?>>> nonRetryable() {
		return Optional.ofNullable(this.nonRetryable);
	}

	/**
	 * The queue whose nodes run the activity.
	 * @return the name of the queue, or empty if {@link Activity#queue()} or the
	 * configuration decides
	 */
	public Optional<String> queue() {
		return Optional.ofNullable(this.queue);
	}

	/**
	 * What cancelling the workflow means for the activity.
	 * @return the type, {@link CancellationType#TRY_CANCEL} unless it was set
	 */
	public CancellationType cancellation() {
		return (this.cancellation != null) ? this.cancellation : CancellationType.TRY_CANCEL;
	}

	/**
	 * Whether it was set what cancelling the workflow means for the activity.
	 * @return {@code false} if options below these decide, as of {@link Durable#with} on
	 * top of another
	 */
	public boolean hasCancellation() {
		return this.cancellation != null;
	}

	/**
	 * Collects options. Each may be set several times; the last value counts.
	 */
	public interface Builder {

		/**
		 * Set the longest time that one attempt may take.
		 * @param duration the duration, longer than zero
		 * @return this builder
		 * @throws IllegalArgumentException if the duration is zero or negative
		 */
		Builder startToCloseTimeout(Duration duration);

		/**
		 * Set the longest time from the call to the final outcome.
		 * @param duration the duration, longer than zero
		 * @return this builder
		 * @throws IllegalArgumentException if the duration is zero or negative
		 */
		Builder scheduleToCloseTimeout(Duration duration);

		/**
		 * Set the longest time that the call may wait for the start of an attempt.
		 * @param duration the duration, longer than zero
		 * @return this builder
		 * @throws IllegalArgumentException if the duration is zero or negative
		 */
		Builder scheduleToStartTimeout(Duration duration);

		/**
		 * Set the longest time between two heartbeats of an attempt.
		 * @param duration the duration, longer than zero
		 * @return this builder
		 * @throws IllegalArgumentException if the duration is zero or negative
		 */
		Builder heartbeatTimeout(Duration duration);

		/**
		 * Set the largest number of attempts, the first one included.
		 * @param attempts the number of attempts, or 0 for no limit
		 * @return this builder
		 * @throws IllegalArgumentException if the number is negative
		 */
		Builder maximumAttempts(int attempts);

		/**
		 * Set the pause after the first attempt.
		 * @param duration the duration, longer than zero
		 * @return this builder
		 * @throws IllegalArgumentException if the duration is zero or negative
		 */
		Builder initialInterval(Duration duration);

		/**
		 * Set the longest pause between attempts.
		 * @param duration the duration, longer than zero
		 * @return this builder
		 * @throws IllegalArgumentException if the duration is zero or negative
		 */
		Builder maximumInterval(Duration duration);

		/**
		 * Set the factor by which each pause is longer than the one before.
		 * @param coefficient the factor, at least 1
		 * @return this builder
		 * @throws IllegalArgumentException if the factor is less than 1 or not finite
		 */
		Builder backoffCoefficient(double coefficient);

		/**
		 * Set the part of each pause that is drawn at random.
		 * @param jitter the part, from 0 to 1
		 * @return this builder
		 * @throws IllegalArgumentException if the part is out of this range
		 */
		Builder jitter(double jitter);

		/**
		 * Set the exceptions that no further attempt can help, in place of those of the
		 * annotation. Their subclasses match too.
		 * @param types the types of the exceptions; none means that every one is retried
		 * @return this builder
		 * @throws IllegalArgumentException if a type is no exception
		 */
		Builder nonRetryable(Class<?>... types);

		/**
		 * Set the queue whose nodes run the activity, in place of that of its bean.
		 * @param queue the name, 1 to 255 characters without control characters
		 * @return this builder
		 * @throws IllegalArgumentException if the name is out of these limits
		 */
		Builder queue(String queue);

		/**
		 * Set what cancelling the workflow means for the activity.
		 * @param type the type
		 * @return this builder
		 */
		Builder cancellation(CancellationType type);

	}

	private static final class DefaultBuilder implements Builder {

		private @Nullable Duration startToCloseTimeout;

		private @Nullable Duration scheduleToCloseTimeout;

		private @Nullable Duration scheduleToStartTimeout;

		private @Nullable Duration heartbeatTimeout;

		private @Nullable Integer maximumAttempts;

		private @Nullable Duration initialInterval;

		private @Nullable Duration maximumInterval;

		private @Nullable Double backoffCoefficient;

		private @Nullable Double jitter;

		private @Nullable List<Class<?>> nonRetryable;

		private @Nullable String queue;

		private @Nullable CancellationType cancellation;

		@Override
		public Builder startToCloseTimeout(Duration duration) {
			this.startToCloseTimeout = ValueRules.requirePositive("start-to-close timeout", duration);
			return this;
		}

		@Override
		public Builder scheduleToCloseTimeout(Duration duration) {
			this.scheduleToCloseTimeout = ValueRules.requirePositive("schedule-to-close timeout", duration);
			return this;
		}

		@Override
		public Builder scheduleToStartTimeout(Duration duration) {
			this.scheduleToStartTimeout = ValueRules.requirePositive("schedule-to-start timeout", duration);
			return this;
		}

		@Override
		public Builder heartbeatTimeout(Duration duration) {
			this.heartbeatTimeout = ValueRules.requirePositive("heartbeat timeout", duration);
			return this;
		}

		@Override
		public Builder maximumAttempts(int attempts) {
			this.maximumAttempts = ValueRules.requireAttempts(attempts);
			return this;
		}

		@Override
		public Builder initialInterval(Duration duration) {
			this.initialInterval = ValueRules.requirePositive("initial interval", duration);
			return this;
		}

		@Override
		public Builder maximumInterval(Duration duration) {
			this.maximumInterval = ValueRules.requirePositive("maximum interval", duration);
			return this;
		}

		@Override
		public Builder backoffCoefficient(double coefficient) {
			this.backoffCoefficient = ValueRules.requireCoefficient(coefficient);
			return this;
		}

		@Override
		public Builder jitter(double jitter) {
			this.jitter = ValueRules.requireJitter(jitter);
			return this;
		}

		@Override
		public Builder nonRetryable(Class<?>... types) {
			List<Class<?>> exceptions = List.of(types);
			for (Class<?> type : exceptions) {
				if (!Throwable.class.isAssignableFrom(type)) {
					throw new IllegalArgumentException("The non-retryable type " + type.getName()
							+ " is no exception: use a subclass of Throwable");
				}
			}
			this.nonRetryable = exceptions;
			return this;
		}

		@Override
		public Builder queue(String queue) {
			this.queue = ValueRules.requireName("queue name", queue);
			return this;
		}

		@Override
		public Builder cancellation(CancellationType type) {
			this.cancellation = type;
			return this;
		}

	}

}
