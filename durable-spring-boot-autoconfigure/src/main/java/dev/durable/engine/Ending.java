package dev.durable.engine;

import java.lang.reflect.Type;
import java.time.Instant;

import dev.durable.ActivityFailure;
import dev.durable.CancelledFailure;
import dev.durable.ChildWorkflowFailure;
import dev.durable.history.FailureInfo;
import dev.durable.history.Incoming;
import dev.durable.history.Payload;
import dev.durable.history.PayloadConverter;
import dev.durable.history.Recorded;
import dev.durable.history.RetrySettings;
import dev.durable.history.Terminal;
import dev.durable.history.UnreadableException;
import dev.durable.history.UnwritableException;
import org.jspecify.annotations.Nullable;

/**
 * How a run ends. What is decided first stays.
 */
final class Ending {

	private final RunCore run;

	private @Nullable Terminal outcome;

	private boolean cancelRequested;

	private @Nullable String reason;

	private @Nullable String timeout;

	private @Nullable Recorded told;

	Ending(RunCore run) {
		this.run = run;
	}

	/**
	 * The run is asked to cancel, or its time is up.
	 */
	void accept(Incoming.CancelRequested event, Recorded at) {
		if (event.timeout() != null && this.timeout == null) {
			this.timeout = event.timeout();
			this.told = at;
		}
		if (!this.cancelRequested) {
			this.cancelRequested = true;
			this.reason = event.reason();
			this.run.root()
				.cancel((event.timeout() != null) ? "the " + event.timeout() + " timeout has passed" : event.reason());
		}
	}

	void returned(@Nullable Object result) {
		try {
			decide(new Terminal.WorkflowCompleted(this.run.environment().converter().write(result)));
		}
		catch (UnwritableException ex) {
			failed(FailureInfo.application(UnwritableException.class.getName(),
					"The result of " + this.run + " cannot be stored: " + ex.getMessage()));
		}
	}

	/**
	 * The main method has ended with a failure that is no bug.
	 */
	void failed(Throwable failure) {
		if (isCancellation(failure)) {
			decide(new Terminal.WorkflowCancelled(this.reason));
		}
		else {
			FailureInfo info = Failures.describe(failure, this.run.environment().converter());
			failed(isNonRetryable(failure) ? info.asNonRetryable() : info);
		}
	}

	/*
	 * The policy names classes, whose subclasses match too: only here is the class known.
	 */
	private boolean isNonRetryable(Throwable failure) {
		RetrySettings retry = this.run.details().retry();
		return retry != null && Failures.types(failure).stream().anyMatch(retry.nonRetryable()::contains);
	}

	private void failed(FailureInfo failure) {
		decide(new Terminal.WorkflowFailed(failure, null, this.run.log().incoming().seq()));
	}

	/**
	 * Decide that the run continues as new. On replay the id of the next run differs from
	 * the one before; only the last is ever stored.
	 * @param arguments the arguments of the next run
	 * @throws IllegalArgumentException if they do not fit the workflow method
	 */
	void continueAsNew(@Nullable Object[] arguments) {
		Type[] types = this.run.type().main().parameterTypes();
		Arguments.check(types, arguments);
		PayloadConverter converter = this.run.environment().converter();
		Payload written = this.run.calls().write("continueAsNew", () -> converter.writeArguments(arguments));
		try {
			if (!written.equals(Payload.NULL)) {
				converter.readArguments(written, types);
			}
		}
		catch (UnreadableException ex) {
			throw new IllegalArgumentException(
					"The arguments could not be read again by the next run: " + ex.getMessage(), ex);
		}
		decide(new Terminal.ContinuedAsNew(this.run.environment().ids().get(), written));
	}

	private void decide(Terminal terminal) {
		if (this.outcome == null) {
			this.outcome = (this.timeout != null && this.told != null)
					? new Terminal.WorkflowTimedOut(this.timeout, null, this.told.seq()) : terminal;
		}
	}

	/**
	 * Tell whether a failure is what the request to cancel has led to.
	 */
	boolean isCancellation(Throwable failure) {
		return this.cancelRequested && isCancelled(failure);
	}

	/**
	 * Tell whether a failure says that something was cancelled.
	 */
	static boolean isCancelled(Throwable failure) {
		Throwable cause = failure;
		while (cause instanceof ActivityFailure || cause instanceof ChildWorkflowFailure) {
			cause = cause.getCause();
		}
		return cause instanceof CancelledFailure;
	}

	@Nullable Terminal outcome() {
		return this.outcome;
	}

	boolean isCancelRequested() {
		return this.cancelRequested;
	}

	@Nullable Instant timeoutToldAt() {
		return (this.told != null) ? this.told.recordedAt() : null;
	}

}
