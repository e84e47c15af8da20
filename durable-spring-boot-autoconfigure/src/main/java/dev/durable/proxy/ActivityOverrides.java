package dev.durable.proxy;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Options of activities that are set outside of the code. What is null is not set.
 *
 * @param startToClose how long one attempt may take
 * @param scheduleToClose how long all attempts may take together
 * @param scheduleToStart how long an attempt may wait for its beginning
 * @param heartbeat the longest silence of an attempt
 * @param initialInterval the wait before the second attempt
 * @param backoffCoefficient by how much each further wait grows
 * @param maximumInterval the longest wait
 * @param maximumAttempts how many attempts there are at the most
 * @param nonRetryable names of exception classes that end the attempts
 * @param jitter by how much of itself a wait is varied
 * @param queue the queue whose nodes make the attempts
 * @param rateLimit how many attempts may begin in a second on all nodes together
 * @param maxConcurrent how many attempts may run at the same time on all nodes together
 */
public record ActivityOverrides(@Nullable Duration startToClose, @Nullable Duration scheduleToClose,
		@Nullable Duration scheduleToStart, @Nullable Duration heartbeat, @Nullable Duration initialInterval,
		@Nullable Double backoffCoefficient, @Nullable Duration maximumInterval, @Nullable Integer maximumAttempts,
		@Nullable List<String> nonRetryable, @Nullable Double jitter, @Nullable String queue,
		@Nullable Double rateLimit, @Nullable Integer maxConcurrent) {

	/**
	 * Return these options with a queue.
	 * @param other the queue whose nodes make the attempts, or null
	 * @return the options
	 */
	ActivityOverrides withQueue(@Nullable String other) {
		return new ActivityOverrides(this.startToClose, this.scheduleToClose, this.scheduleToStart, this.heartbeat,
				this.initialInterval, this.backoffCoefficient, this.maximumInterval, this.maximumAttempts,
				this.nonRetryable, this.jitter, other, this.rateLimit, this.maxConcurrent);
	}

	/**
	 * Nothing is set.
	 */
	public static final ActivityOverrides NONE = new ActivityOverrides(null, null, null, null, null, null, null, null,
			null, null, null, null, null);

}
