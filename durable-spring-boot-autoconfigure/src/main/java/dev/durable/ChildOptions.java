package dev.durable;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * How a child workflow is started. Given to {@link Durable#child}. Immutable.
 */
public final class ChildOptions {

	private final @Nullable String id;

	private final @Nullable String queue;

	private final ParentClosePolicy parentClosePolicy;

	private final CancellationType cancellation;

	private final @Nullable Integer maximumAttempts;

	private final @Nullable Duration initialInterval;

	private final @Nullable Double backoffCoefficient;

	private final @Nullable Duration maximumInterval;

	private final @Nullable Duration executionTimeout;

	private final @Nullable Duration runTimeout;

	private final @Nullable String concurrencyKey;

	private final @Nullable Integer concurrency;

	private final @Nullable Integer priority;

	private final @Nullable String fairnessKey;

	private final Map<String, Object> memo;

	private final Map<String, Object> attributes;

	private ChildOptions(DefaultBuilder builder) {
		this.id = builder.id;
		this.queue = builder.queue;
		this.parentClosePolicy = builder.parentClosePolicy;
		this.cancellation = builder.cancellation;
		this.maximumAttempts = builder.maximumAttempts;
		this.initialInterval = builder.initialInterval;
		this.backoffCoefficient = builder.backoffCoefficient;
		this.maximumInterval = builder.maximumInterval;
		this.executionTimeout = builder.executionTimeout;
		this.runTimeout = builder.runTimeout;
		this.concurrencyKey = builder.concurrencyKey;
		this.concurrency = builder.concurrency;
		this.priority = builder.priority;
		this.fairnessKey = builder.fairnessKey;
		this.memo = Collections.unmodifiableMap(new LinkedHashMap<>(builder.memo));
		this.attributes = Collections.unmodifiableMap(new LinkedHashMap<>(builder.attributes));
	}

	/**
	 * Collect options.
	 * @param options sets what differs from the defaults
	 * @return the options
	 * @throws IllegalArgumentException if a value is out of its limits
	 */
	public static ChildOptions of(Consumer<Builder> options) {
		DefaultBuilder builder = new DefaultBuilder();
		options.accept(builder);
		return new ChildOptions(builder);
	}

	/**
	 * The workflow id of the child.
	 * @return the id, or empty to take it from the workflow method's id expression or,
	 * without one, to make a UUID
	 */
	public Optional<String> id() {
		return Optional.ofNullable(this.id);
	}

	/**
	 * The queue whose nodes run the child.
	 * @return the name of the queue, or empty if {@link Workflow#queue()} decides
	 */
	public Optional<String> queue() {
		return Optional.ofNullable(this.queue);
	}

	/**
	 * What happens to the child when its parent closes.
	 * @return the policy, {@link ParentClosePolicy#TERMINATE} unless it was set
	 */
	public ParentClosePolicy parentClosePolicy() {
		return this.parentClosePolicy;
	}

	/**
	 * What cancelling the parent means for the child.
	 * @return the type, {@link CancellationType#WAIT} unless it was set
	 */
	public CancellationType cancellation() {
		return this.cancellation;
	}

	/**
	 * The largest number of attempts, the first one included.
	 * @return the number of attempts, 0 for no limit, or empty if
	 * {@link WorkflowMethod#retry()} decides
	 */
	public OptionalInt maximumAttempts() {
		return (this.maximumAttempts != null) ? OptionalInt.of(this.maximumAttempts) : OptionalInt.empty();
	}

	/**
	 * The pause before the second attempt.
	 * @return the duration, or empty if {@link WorkflowMethod#retry()} decides
	 */
	public Optional<Duration> initialInterval() {
		return Optional.ofNullable(this.initialInterval);
	}

	/**
	 * The factor by which each pause is longer than the one before.
	 * @return the factor, or empty if {@link WorkflowMethod#retry()} decides
	 */
	public OptionalDouble backoffCoefficient() {
		return (this.backoffCoefficient != null) ? OptionalDouble.of(this.backoffCoefficient) : OptionalDouble.empty();
	}

	/**
	 * The longest pause between attempts.
	 * @return the duration, or empty if {@link WorkflowMethod#retry()} decides
	 */
	public Optional<Duration> maximumInterval() {
		return Optional.ofNullable(this.maximumInterval);
	}

	/**
	 * The longest time from the start to the end of the workflow, all runs of its chain
	 * included.
	 * @return the duration, or empty if {@link WorkflowMethod#executionTimeout()} decides
	 */
	public Optional<Duration> executionTimeout() {
		return Optional.ofNullable(this.executionTimeout);
	}

	/**
	 * The longest time that one run may take.
	 * @return the duration, or empty if {@link WorkflowMethod#runTimeout()} decides
	 */
	public Optional<Duration> runTimeout() {
		return Optional.ofNullable(this.runTimeout);
	}

	/**
	 * What is noted on the run and not searchable.
	 * @return the values by name, in the order in which they were set, unmodifiable
	 */
	public Map<String, Object> memo() {
		return this.memo;
	}

	/**
	 * What the child has in common with those with which it shares a limit.
	 * @return the key, or empty if {@link WorkflowMethod#concurrencyKey()} decides
	 */
	public Optional<String> concurrencyKey() {
		return Optional.ofNullable(this.concurrencyKey);
	}

	/**
	 * How many runs with the same key may execute at the same time.
	 * @return the number of runs, or empty if {@link WorkflowMethod#concurrency()}
	 * decides
	 */
	public OptionalInt concurrency() {
		return (this.concurrency != null) ? OptionalInt.of(this.concurrency) : OptionalInt.empty();
	}

	/**
	 * Which of the attempts that wait come first.
	 * @return the priority, or empty if {@link WorkflowMethod#priority()} decides, or
	 * else the parent
	 */
	public OptionalInt priority() {
		return (this.priority != null) ? OptionalInt.of(this.priority) : OptionalInt.empty();
	}

	/**
	 * For whom the run works, where each has its turn.
	 * @return the key, or empty if {@link WorkflowMethod#fairnessKey()} decides, or else
	 * the parent
	 */
	public Optional<String> fairnessKey() {
		return Optional.ofNullable(this.fairnessKey);
	}

	/**
	 * The attributes by which the run can be searched.
	 * @return the values by name, in the order in which they were set, unmodifiable
	 */
	public Map<String, Object> attributes() {
		return this.attributes;
	}

	/**
	 * Collects options. Each may be set several times; the last value counts.
	 */
	public interface Builder {

		/**
		 * Set the workflow id of the child.
		 * @param id the id, 1 to 200 characters without control characters
		 * @return this builder
		 * @throws IllegalArgumentException if the id is out of these limits
		 */
		Builder id(String id);

		/**
		 * Set the queue whose nodes run the child.
		 * @param queue the name, 1 to 255 characters without control characters
		 * @return this builder
		 * @throws IllegalArgumentException if the name is out of these limits
		 */
		Builder queue(String queue);

		/**
		 * Set what happens to the child when its parent closes.
		 * @param policy the policy
		 * @return this builder
		 */
		Builder parentClosePolicy(ParentClosePolicy policy);

		/**
		 * Set what cancelling the parent means for the child.
		 * @param type the type
		 * @return this builder
		 */
		Builder cancellation(CancellationType type);

		/**
		 * Set the largest number of attempts, the first one included.
		 * @param attempts the number of attempts, or 0 for no limit
		 * @return this builder
		 * @throws IllegalArgumentException if the number is negative
		 */
		Builder maximumAttempts(int attempts);

		/**
		 * Set the longest time from the start to the end of the workflow, all runs of its
		 * chain included.
		 * @param duration the duration, longer than zero
		 * @return this builder
		 * @throws IllegalArgumentException if the duration is zero or negative
		 */
		Builder executionTimeout(Duration duration);

		/**
		 * Set the longest time that one run may take.
		 * @param duration the duration, longer than zero
		 * @return this builder
		 * @throws IllegalArgumentException if the duration is zero or negative
		 */
		Builder runTimeout(Duration duration);

		/**
		 * Set what the child has in common with those with which it shares a limit,
		 * whatever {@link WorkflowMethod#concurrencyKey()} says.
		 * @param key the key, 1 to 255 characters without control characters
		 * @return this builder
		 * @throws IllegalArgumentException if the key is out of these limits
		 */
		Builder concurrencyKey(String key);

		/**
		 * Set how many runs with the same key may execute at the same time, whatever
		 * {@link WorkflowMethod#concurrency()} says; without any key, how many of the
		 * type.
		 * @param runs the number of runs, at least 1
		 * @return this builder
		 * @throws IllegalArgumentException if the number is less than 1
		 */
		Builder concurrency(int runs);

		/**
		 * Set which of the attempts that wait come first, whatever
		 * {@link WorkflowMethod#priority()} says.
		 * @param priority the priority, from 1 for the first to 5 for the last
		 * @return this builder
		 * @throws IllegalArgumentException if the priority is out of these limits
		 */
		Builder priority(int priority);

		/**
		 * Set for whom the run works, where each has its turn, whatever
		 * {@link WorkflowMethod#fairnessKey()} says.
		 * @param key the key, 1 to 255 characters without control characters
		 * @return this builder
		 * @throws IllegalArgumentException if the key is out of these limits
		 */
		Builder fairnessKey(String key);

		/**
		 * Note a value on the run, which is not searchable.
		 * @param name the name, 1 to 255 characters without control characters
		 * @param value the value, or {@code null} to set none
		 * @return this builder
		 * @throws IllegalArgumentException if the name is out of these limits
		 */
		Builder memo(String name, @Nullable Object value);

		/**
		 * Set an attribute by which the run can be searched.
		 * @param name the name, 1 to 255 characters without control characters
		 * @param value the value, or {@code null} to set none
		 * @return this builder
		 * @throws IllegalArgumentException if the name is out of these limits
		 */
		Builder attribute(String name, @Nullable Object value);

		/**
		 * Set the policy by which a failed run is followed by another one with the same
		 * id.
		 * @param maximumAttempts the largest number of runs, the first one included, or 0
		 * for no limit
		 * @param initialInterval the pause after the first run, longer than zero
		 * @param backoffCoefficient the factor by which each pause is longer than the one
		 * before, at least 1
		 * @param maximumInterval the longest pause, longer than zero
		 * @return this builder
		 * @throws IllegalArgumentException if a value is out of these limits
		 */
		Builder retry(int maximumAttempts, Duration initialInterval, double backoffCoefficient,
				Duration maximumInterval);

	}

	private static final class DefaultBuilder implements Builder {

		private @Nullable String id;

		private @Nullable String queue;

		private ParentClosePolicy parentClosePolicy = ParentClosePolicy.TERMINATE;

		private CancellationType cancellation = CancellationType.WAIT;

		private @Nullable Integer maximumAttempts;

		private @Nullable Duration initialInterval;

		private @Nullable Double backoffCoefficient;

		private @Nullable Duration maximumInterval;

		private @Nullable Duration executionTimeout;

		private @Nullable Duration runTimeout;

		private @Nullable String concurrencyKey;

		private @Nullable Integer concurrency;

		private @Nullable Integer priority;

		private @Nullable String fairnessKey;

		private final Map<String, Object> memo = new LinkedHashMap<>();

		private final Map<String, Object> attributes = new LinkedHashMap<>();

		@Override
		public Builder id(String id) {
			this.id = ValueRules.requireId("workflow id", id);
			return this;
		}

		@Override
		public Builder queue(String queue) {
			this.queue = ValueRules.requireName("queue name", queue);
			return this;
		}

		@Override
		public Builder parentClosePolicy(ParentClosePolicy policy) {
			this.parentClosePolicy = policy;
			return this;
		}

		@Override
		public Builder cancellation(CancellationType type) {
			this.cancellation = type;
			return this;
		}

		@Override
		public Builder maximumAttempts(int attempts) {
			this.maximumAttempts = ValueRules.requireAttempts(attempts);
			return this;
		}

		@Override
		public Builder executionTimeout(Duration duration) {
			this.executionTimeout = ValueRules.requirePositive("execution timeout", duration);
			return this;
		}

		@Override
		public Builder runTimeout(Duration duration) {
			this.runTimeout = ValueRules.requirePositive("run timeout", duration);
			return this;
		}

		@Override
		public Builder concurrencyKey(String key) {
			this.concurrencyKey = ValueRules.requireName("concurrency key", key);
			return this;
		}

		@Override
		public Builder concurrency(int runs) {
			this.concurrency = ValueRules.requireAtLeast("concurrency", runs, 1);
			return this;
		}

		@Override
		public Builder priority(int number) {
			this.priority = ValueRules.requirePriority(number);
			return this;
		}

		@Override
		public Builder fairnessKey(String key) {
			this.fairnessKey = ValueRules.requireName("fairness key", key);
			return this;
		}

		@Override
		public Builder memo(String name, @Nullable Object value) {
			put(this.memo, ValueRules.requireName("memo name", name), value);
			return this;
		}

		@Override
		public Builder attribute(String name, @Nullable Object value) {
			put(this.attributes, ValueRules.requireName("attribute name", name), value);
			return this;
		}

		@Override
		public Builder retry(int maximumAttempts, Duration initialInterval, double backoffCoefficient,
				Duration maximumInterval) {
			this.maximumAttempts = ValueRules.requireAttempts(maximumAttempts);
			this.initialInterval = ValueRules.requirePositive("initial interval", initialInterval);
			this.backoffCoefficient = ValueRules.requireCoefficient(backoffCoefficient);
			this.maximumInterval = ValueRules.requirePositive("maximum interval", maximumInterval);
			return this;
		}

		private static void put(Map<String, Object> values, String name, @Nullable Object value) {
			if (value != null) {
				values.put(name, value);
			}
			else {
				values.remove(name);
			}
		}

	}

}
