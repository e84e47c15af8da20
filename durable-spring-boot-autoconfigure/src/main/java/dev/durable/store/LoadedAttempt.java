package dev.durable.store;

/**
 * All that is needed to make an attempt that was taken from a queue.
 *
 * @param run the run that has asked for it
 * @param scheduled the event with which it has
 * @param row the attempt
 */
public record LoadedAttempt(RunRow run, EventRow scheduled, ActivityRow row) {

	/**
	 * Name the attempt.
	 * @return the attempt
	 */
	public AttemptRef ref() {
		return new AttemptRef(this.run.runId(), this.row.activityId(), this.row.attempt());
	}

}
