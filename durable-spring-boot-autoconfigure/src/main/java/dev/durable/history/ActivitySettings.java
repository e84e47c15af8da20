package dev.durable.history;

import java.time.Duration;

import dev.durable.CancellationType;
import org.jspecify.annotations.Nullable;

/**
 * The options of one activity call, resolved when it was scheduled, so that an attempt
 * after a deployment still follows the rules of its call.
 *
 * @param startToClose how long one attempt may take
 * @param scheduleToClose how long all attempts may take together, or null for no limit
 * @param scheduleToStart how long an attempt may wait for its beginning, or null for no
 * limit
 * @param heartbeat the longest silence of an attempt, or null if it need not be heard of
 * @param retry what follows a failed attempt
 * @param cancellation what a cancellation of the call means
 * @param queue the queue whose nodes make the attempts, or null for the owner of the run
 */
public record ActivitySettings(Duration startToClose, @Nullable Duration scheduleToClose,
		@Nullable Duration scheduleToStart, @Nullable Duration heartbeat, RetrySettings retry,
		CancellationType cancellation, @Nullable String queue) {

	/**
	 * What holds where nothing is said: ten minutes an attempt, retried for ever.
	 */
	public static final ActivitySettings DEFAULTS = new ActivitySettings(Duration.ofMinutes(10), null, null, null,
			RetrySettings.DEFAULTS, CancellationType.TRY_CANCEL);

	/**
	 * Make settings of a call whose attempts are made by the owner of its run.
	 * @param startToClose how long one attempt may take
	 * @param scheduleToClose how long all attempts may take together, or null
	 * @param scheduleToStart how long an attempt may wait for its beginning, or null
	 * @param heartbeat the longest silence of an attempt, or null
	 * @param retry what follows a failed attempt
	 * @param cancellation what a cancellation of the call means
	 */
	public ActivitySettings(Duration startToClose, @Nullable Duration scheduleToClose,
			@Nullable Duration scheduleToStart, @Nullable Duration heartbeat, RetrySettings retry,
			CancellationType cancellation) {
		this(startToClose, scheduleToClose, scheduleToStart, heartbeat, retry, cancellation, null);
	}

	/**
	 * Return these settings with a queue.
	 * @param other the queue whose nodes make the attempts
	 * @return the settings
	 */
	public ActivitySettings withQueue(String other) {
		return new ActivitySettings(this.startToClose, this.scheduleToClose, this.scheduleToStart, this.heartbeat,
				this.retry, this.cancellation, other);
	}

	/**
	 * Return these settings with others for the retry.
	 * @param other what follows a failed attempt
	 * @return the settings
	 */
	public ActivitySettings withRetry(RetrySettings other) {
		return new ActivitySettings(this.startToClose, this.scheduleToClose, this.scheduleToStart, this.heartbeat,
				other, this.cancellation, this.queue);
	}

}
