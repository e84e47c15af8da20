package dev.durable.engine;

import dev.durable.CancellationType;
import dev.durable.history.Recorded;

/**
 * An activity whose result is not known yet.
 *
 * @param owner the activities of the run
 * @param scheduled the stored command
 * @param cancellation what a cancellation means, as it is stored
 * @param type the activity as the code declares it
 * @param scope the scope that it belongs to
 * @param promise what the code waits for
 */
record OpenActivity(Activities owner, Recorded scheduled, CancellationType cancellation, ActivityType type, Scope scope,
		RunPromise<Object> promise) implements Cancellable {

	@Override
	public long seq() {
		return this.scheduled.seq();
	}

	@Override
	public void cancel() {
		if (this.cancellation != CancellationType.ABANDON) {
			this.owner.requestCancel(this);
		}
		if (this.cancellation != CancellationType.WAIT) {
			this.promise.fail(this.scope::failure);
		}
		if (this.cancellation == CancellationType.TRY_CANCEL) {
			this.owner.drop(this);
		}
	}

	/**
	 * Return how a branch waits for the result.
	 */
	Wait result() {
		return (this.cancellation == CancellationType.WAIT) ? Wait.uncancellable(this.promise) : Wait.on(this.promise);
	}

}
