package dev.durable.node;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.durable.ActivityAbandoned;
import dev.durable.engine.RunIdentity;
import dev.durable.history.Command;
import dev.durable.history.Event;
import dev.durable.history.FailureInfo;
import dev.durable.history.Incoming;
import dev.durable.history.Precedence;
import dev.durable.history.Recorded;
import dev.durable.store.AttemptRef;
import dev.durable.store.EndedAttempt;
import dev.durable.store.EventRow;
import dev.durable.store.Fence;
import dev.durable.store.LetterKind;
import dev.durable.store.LoadedAttempt;
import dev.durable.store.NewLetter;
import dev.durable.store.Routing;
import dev.durable.store.RunRow;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that this node has taken from a queue. What becomes of it is written to its
 * row, from which the run learns it by a letter.
 */
final class RoutedAttempt implements AttemptOwner {

	private final NodeContext node;

	private final RoutedAttempts all;

	private final LoadedAttempt loaded;

	private final Attempt attempt;

	private @Nullable Execution execution;

	private final AtomicBoolean decided = new AtomicBoolean();

	private volatile boolean left;

	private volatile boolean returned;

	RoutedAttempt(NodeContext node, RoutedAttempts all, LoadedAttempt loaded) {
		this.node = node;
		this.all = all;
		this.loaded = loaded;
		EventRow row = loaded.scheduled();
		Event scheduled = node.codec().decode(row.kind(), row.data());
		if (!(scheduled instanceof Command.ActivityScheduled)) {
			throw new IllegalStateException(
					loaded.ref() + " is not scheduled by event " + row.seq() + ", which is a " + row.kind());
		}
		this.attempt = new Attempt(new Recorded(row.seq(), row.at(), scheduled), loaded.run().startedAt(),
				loaded.row().attempt(), loaded.row().dueAt());
		this.attempt.lastFailure = loaded.row().lastFailure();
		this.attempt.details = loaded.row().details();
		this.attempt.running = true;
	}

	AttemptRef ref() {
		return this.loaded.ref();
	}

	/*
	 * The attempt may have failed before it is known here which one it is: what it has
	 * said last must not be missed.
	 */
	synchronized void begin() {
		this.execution = this.node.activities().begin(this, this.attempt);
	}

	private synchronized @Nullable Execution execution() {
		return this.execution;
	}

	/**
	 * The run asks for the end of the attempt.
	 */
	void requestCancel() {
		Execution made = execution();
		if (made != null) {
			made.requestCancel();
		}
	}

	/**
	 * The attempt is over for everybody else.
	 */
	void abandon() {
		Execution made = execution();
		if (made != null) {
			made.abandon();
		}
	}

	boolean isLeft() {
		return this.left;
	}

	UUID runId() {
		return ref().runId();
	}

	@Override
	public RunIdentity identity() {
		RunRow run = this.loaded.run();
		return new RunIdentity(run.workflowId(), run.runId(), run.firstRunId(), run.startedAt());
	}

	@Override
	public String typeName() {
		return this.loaded.run().type();
	}

	@Override
	public Precedence precedence() {
		Routing routing = this.loaded.row().routing();
		return (routing != null) ? routing.precedence() : Precedence.NONE;
	}

	@Override
	public @Nullable ResidentRun resident() {
		return null;
	}

	@Override
	public void tellLast(Message message) {
		tell(message);
	}

	@Override
	public void tell(Message message) {
		if (message instanceof Message.AttemptCompleted completed) {
			end(LetterKind.RESULT, completed.event().kind(), completed.event());
		}
		else if (message instanceof Message.AttemptFailed failed) {
			failed(failed);
		}
		else if (message instanceof Message.AttemptOverdue overdue) {
			failed(failure(AttemptRules.timeout(this.attempt, overdue.timeout(), this.node.clock().now())));
			abandon();
		}
		else if (message instanceof Message.AttemptHeard heard) {
			this.all.heard(this, heard.details());
		}
		else if (message instanceof Message.AttemptLater later) {
			this.all.leave(this, later);
		}
		else if (message instanceof Message.AttemptNotBegun) {
			this.all.giveBack(this);
		}
		else if (message instanceof Message.AttemptLeft) {
			this.all.returned(this);
		}
		else if (message instanceof Message.AttemptEnded) {
			this.all.ended(this);
		}
		else {
			this.all.over(this);
		}
	}

	private Message.AttemptFailed failure(FailureInfo failure) {
		return new Message.AttemptFailed(this.attempt.activityId(), this.attempt.number, failure, true, null);
	}

	/*
	 * Whether an attempt may follow is decided where the exception is known by its class.
	 */
	private void failed(Message.AttemptFailed failed) {
		FailureInfo failure = failed.retryable() ? failed.failure() : failed.failure().asNonRetryable();
		Long wait = failed.nextRetryMillis();
		end(LetterKind.ATTEMPT_FAILED, (wait != null) ? Long.toString(wait) : "",
				new Incoming.ActivityFailed(failed.activityId(), failure));
	}

	/*
	 * The first outcome counts: what code throws that was interrupted for a timeout does
	 * not.
	 */
	private void end(LetterKind kind, String name, Incoming event) {
		if (!this.decided.compareAndSet(false, true)) {
			return;
		}
		NewLetter letter = letter(kind, name, event);
		if (this.left) {
			this.all.complete(this, letter);
		}
		else {
			Execution made = execution();
			this.all.end(new EndedAttempt(ref(), letter),
					(made != null && kind == LetterKind.ATTEMPT_FAILED) ? made.details() : null);
		}
	}

	private NewLetter letter(LetterKind kind, String name, Incoming event) {
		return new NewLetter(this.loaded.run().firstRunId(), runId(), kind, name, this.node.codec().encode(event),
				NewLetter.attemptKey(runId(), ref().activityId(), ref().attempt()));
	}

	@Override
	public NewLetter result(long activityId, int number, Incoming event) {
		return letter(LetterKind.RESULT, event.kind(), event);
	}

	@Override
	public void deliver(Fence fence, NewLetter result) {
		this.node.store().deliver(fence, new EndedAttempt(ref(), result));
	}

	/*
	 * If it has committed, it is over, and this ends nothing.
	 */
	@Override
	public void doubted(Execution doubted, Message.AttemptFailed failed) {
		failed(failed);
	}

	/**
	 * Make the letter that tells the run that somebody else is to complete the attempt.
	 */
	NewLetter notice() {
		return new NewLetter(this.loaded.run().firstRunId(), runId(), LetterKind.ATTEMPT_LEFT,
				Long.toString(this.attempt.activityId()), "{}".getBytes(StandardCharsets.UTF_8), null);
	}

	/**
	 * Somebody else is to complete the attempt.
	 */
	void left(Message.AttemptLater later) {
		this.left = true;
		later.durable().complete(null);
	}

	/**
	 * The code has returned, and somebody else completes the attempt as soon as that is
	 * durable.
	 */
	void returned() {
		this.returned = true;
	}

	boolean isOver() {
		return this.left && this.returned;
	}

	void notLeft(Message.AttemptLater later) {
		later.durable()
			.completeExceptionally(new ActivityAbandoned(this.attempt.command().activity(), "the attempt is over"));
	}

	@Override
	public String toString() {
		return this.loaded.run().workflowId() + " " + this.attempt;
	}

}
