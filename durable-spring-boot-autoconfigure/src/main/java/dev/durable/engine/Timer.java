package dev.durable.engine;

import java.time.Instant;

/**
 * A timer that code waits for.
 *
 * @param seq its position in the history, which is its id
 * @param due when it fires
 * @param promise settled when it has fired
 * @param scope the scope that it belongs to
 * @param owner the timers of the run
 */
record Timer(long seq, Instant due, RunPromise<Void> promise, Scope scope, Timers owner) implements Cancellable {

	/**
	 * It is no longer needed. Does nothing if it has fired or is cancelled already.
	 */
	@Override
	public void cancel() {
		this.owner.cancel(this);
	}

}
