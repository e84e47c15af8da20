package dev.durable.node;

import java.time.Duration;

/**
 * Runs the steps of a node. Steps of one lane may run at the same time, apart from
 * {@code COMMIT}, {@code POLL}, {@code LEASE} and {@code EXPIRY}, of which the node never
 * has two under way.
 */
public interface NodeExecutor {

	/**
	 * Run a step soon.
	 * @param lane what it does
	 * @param step the step; it does not throw
	 */
	void execute(Lane lane, Runnable step);

	/**
	 * Run a step later.
	 * @param lane what it does
	 * @param delay how much later, by a monotonic clock
	 * @param step the step; it does not throw
	 * @return cancels the step if it has not begun
	 */
	Runnable schedule(Lane lane, Duration delay, Runnable step);

	/**
	 * Return a monotonic time.
	 * @return nanoseconds since some instant
	 */
	long nanos();

}
