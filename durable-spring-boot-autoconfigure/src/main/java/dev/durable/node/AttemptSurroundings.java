package dev.durable.node;

import java.time.Duration;
import java.time.Instant;

import dev.durable.engine.LogContext;
import dev.durable.node.CodeObserver.AttemptCall;
import dev.durable.node.CodeObserver.ObservedAttempt;
import org.jspecify.annotations.Nullable;

/**
 * What is around the code of an attempt on its thread: the context of its caller, the
 * keys of the log, and whoever looks at it.
 */
final class AttemptSurroundings {

	private final NodeContext node;

	private final String activity;

	private final Runnable context;

	private final LogContext.Restore log;

	private final @Nullable ObservedAttempt observed;

	private final long beganNanos;

	private AttemptOutcome outcome = AttemptOutcome.COMPLETED;

	private @Nullable Throwable failure;

	/**
	 * Let an attempt begin on the calling thread.
	 * @param due when it was due
	 */
	AttemptSurroundings(NodeContext node, AttemptOwner owner, Attempt attempt, int number, Instant due) {
		this.node = node;
		this.activity = attempt.command().activity();
		this.context = node.environment().propagation().restore(attempt.command().headers());
		this.log = LogContext.of(owner.identity(), owner.typeName()).of(this.activity, number).open();
		NodeListener listener = node.listener();
		if (listener != NodeListener.NONE) {
			Duration waited = Duration.between(due, node.clock().now());
			listener.attemptBegun(this.activity, waited.isNegative() ? Duration.ZERO : waited);
		}
		CodeObserver observer = node.instrumentation().observer();
		this.observed = (observer != CodeObserver.NONE)
				? observer.attempt(new AttemptCall(owner.identity(), owner.typeName(), attempt.command(), number))
				: null;
		this.beganNanos = node.executor().nanos();
	}

	/**
	 * Say how it ends, if not by completing.
	 */
	void outcome(AttemptOutcome end, @Nullable Throwable cause) {
		this.outcome = end;
		this.failure = cause;
	}

	/**
	 * The attempt has ended: leave the thread as it was.
	 */
	void end() {
		long nanos = this.node.executor().nanos() - this.beganNanos;
		if (this.observed != null) {
			this.observed.end(this.outcome, this.failure);
		}
		this.node.listener().attemptEnded(this.activity, this.outcome, nanos);
		this.log.close();
		this.context.run();
	}

}
