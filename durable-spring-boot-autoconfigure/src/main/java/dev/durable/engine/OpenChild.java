package dev.durable.engine;

import java.lang.reflect.Type;

import dev.durable.CancellationType;
import dev.durable.history.Command;
import dev.durable.history.Recorded;

/**
 * A child whose chain has not closed.
 *
 * @param owner the children of the run
 * @param initiated the stored command at its place
 * @param command the stored command
 * @param resultType what its workflow method returns
 * @param scope the scope that it belongs to
 * @param promise what the code waits for
 */
record OpenChild(Children owner, Recorded initiated, Command.ChildInitiated command, Type resultType, Scope scope,
		RunPromise<Object> promise) implements Cancellable {

	@Override
	public long seq() {
		return this.initiated.seq();
	}

	@Override
	public void cancel() {
		if (this.command.cancellation() != CancellationType.ABANDON) {
			this.owner.requestCancel(this);
		}
		if (this.command.cancellation() != CancellationType.WAIT) {
			this.promise.fail(this.scope::failure);
		}
	}

	/**
	 * Return how a branch waits for the result.
	 */
	Wait result() {
		return (this.command.cancellation() == CancellationType.WAIT) ? Wait.uncancellable(this.promise)
				: Wait.on(this.promise);
	}

}
