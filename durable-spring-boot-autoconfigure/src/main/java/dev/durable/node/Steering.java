package dev.durable.node;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import dev.durable.ActivityAbandoned;
import dev.durable.CancelledFailure;
import dev.durable.client.DeadLetter;
import dev.durable.client.WorkflowNotFound;
import dev.durable.engine.WorkflowType;
import dev.durable.history.Command;
import dev.durable.history.FailureInfo;
import dev.durable.history.Incoming;
import dev.durable.history.Payload;
import dev.durable.history.Terminal;
import dev.durable.store.Addressee;
import dev.durable.store.EventRow;
import dev.durable.store.Letter;
import dev.durable.store.LetterKind;
import dev.durable.store.LetterState;
import dev.durable.store.NewLetter;
import dev.durable.store.OutgoingLetter;
import dev.durable.store.RunRow;
import org.jspecify.annotations.Nullable;

/**
 * Sends letters to runs: signals, requests and orders, and the outcomes of attempts that
 * are completed by their token.
 */
final class Steering {

	private static final byte[] NOTHING = new byte[0];

	private static final int PAGE = 1_000;

	private static final String CANCEL_REQUESTED = Command.ActivityCancelRequested.class.getSimpleName();

	private final Caller caller;

	private final NodeParts parts;

	private final Starts starts;

	Steering(Caller caller, Starts starts) {
		this.caller = caller;
		this.parts = caller.parts();
		this.starts = starts;
	}

	void signal(Target target, HandlerCall signal) {
		this.caller.writes("signal", "signal it with Durable.external");
		OutgoingLetter letter = new OutgoingLetter(target.workflowId(), target.runId(), LetterKind.SIGNAL,
				signal.name(), data(signal), key(signal));
		WorkflowType expected = expected(signal);
		if (expected != null && this.caller.send(letter.ofType(expected.name())) != null) {
			return;
		}
		RunRow row = this.caller.find(new Target(target.workflowId(), null));
		Handlers.checkSignal(type(row.type()), signal, this.parts.environment().converter());
		if (this.caller.send(letter) == null) {
			throw this.caller.notOpen(target);
		}
	}

	/*
	 * If the run is what the sender takes it for, as with a stub, its type need not be
	 * looked up to check the signal.
	 */
	private @Nullable WorkflowType expected(HandlerCall signal) {
		WorkflowType type = (signal.type() != null) ? type(signal.type()) : null;
		try {
			Handlers.checkSignal(type, signal, this.parts.environment().converter());
			return type;
		}
		catch (IllegalArgumentException ex) {
			return null; // The workflow may be of another type, for which it is good
		}
	}

	StartedRun signalWithStart(StartRequest request, HandlerCall signal) {
		this.caller.writes("signalWithStart", "let an activity do it");
		Handlers.checkSignal(type(request.type()), signal, this.parts.environment().converter());
		Addressee addressee = this.starts.startWith(request, LetterKind.SIGNAL, signal.name(), data(signal),
				key(signal));
		return new StartedRun(request.workflowId(), addressee.runId());
	}

	private @Nullable WorkflowType type(String name) {
		return this.parts.registry().workflows().get(name);
	}

	private byte[] data(HandlerCall signal) {
		return this.parts.codec()
			.encode(new Incoming.SignalReceived(signal.name(), signal.arguments(), signal.headers()));
	}

	private static @Nullable String key(HandlerCall signal) {
		return (signal.id() != null) ? OutgoingLetter.signalKey(signal.id()) : null;
	}

	void cancel(Target target, @Nullable String reason) {
		this.caller.writes("cancel", "call Durable.cancelExternal");
		byte[] data = this.parts.codec().encode(new Incoming.CancelRequested(reason, null));
		if (this.caller.send(target, LetterKind.CANCEL, "", data, null) == null) {
			this.caller.find(target);
		}
	}

	void terminate(Target target, String reason) {
		this.caller.writes("terminate", "let an activity do it");
		order(target, LetterKind.TERMINATE, this.parts.codec().encode(new Terminal.WorkflowTerminated(reason, null)));
	}

	void pause(Target target) {
		this.caller.writes("pause", "let an activity do it");
		order(target, LetterKind.PAUSE, NOTHING);
	}

	void resume(Target target) {
		this.caller.writes("resume", "let an activity do it");
		order(target, LetterKind.RESUME, NOTHING);
	}

	private void order(Target target, LetterKind kind, byte[] data) {
		if (this.caller.send(target, kind, "", data, null) == null) {
			throw this.caller.notOpen(target);
		}
	}

	void completeActivity(String token, Payload result) {
		this.caller.writes("completeActivity", "return the result from the activity");
		ActivityToken attempt = ActivityToken.parse(token);
		Incoming event = new Incoming.ActivityCompleted(attempt.activityId(), result);
		complete(attempt, LetterKind.RESULT, event.kind(), event);
	}

	void failActivity(String token, ThrownFailure failure) {
		this.caller.writes("failActivity", "throw the failure from the activity");
		ActivityToken attempt = ActivityToken.parse(token);
		FailureInfo info = this.parts.store()
			.history(attempt.runId(), attempt.activityId() - 1, 1)
			.stream()
			.map((row) -> this.parts.codec().decode(row.kind(), row.data()))
			.filter(Command.ActivityScheduled.class::isInstance)
			.map((event) -> asThrown((Command.ActivityScheduled) event, failure))
			.findFirst()
			.orElse(failure.info());
		Duration delay = failure.nextRetryDelay();
		complete(attempt, LetterKind.ATTEMPT_FAILED, (delay != null) ? Long.toString(Times.millis(delay)) : "",
				new Incoming.ActivityFailed(attempt.activityId(), info));
	}

	/*
	 * What the class of the exception means for the activity is known only here.
	 */
	private FailureInfo asThrown(Command.ActivityScheduled call, ThrownFailure failure) {
		List<String> types = failure.types();
		List<String> nonRetryable = call.settings().retry().nonRetryable();
		FailureInfo info = types.stream().anyMatch(nonRetryable::contains) ? failure.info().asNonRetryable()
				: failure.info();
		RegisteredActivity activity = this.parts.registry().activities().get(call.activity());
		Set<String> declared = (activity != null)
				? activity.declared().stream().map(Class::getName).collect(Collectors.toSet()) : Set.of();
		return types.stream().filter(declared::contains).findFirst().map(info::withDeclared).orElse(info);
	}

	private void complete(ActivityToken attempt, LetterKind kind, String name, Incoming event) {
		NewLetter letter = new NewLetter(attempt.runId(), attempt.runId(), kind, name, this.parts.codec().encode(event),
				NewLetter.attemptKey(attempt.runId(), attempt.activityId(), attempt.attempt()));
		Addressee addressee = this.parts.store()
			.complete(letter, attempt.activityId(), attempt.attempt())
			.orElseThrow(() -> new IllegalStateException("Attempt '" + attempt.text() + "' does not wait for its"
					+ " outcome any more: it was completed or failed before, its time is over, or its run is closed."));
		this.caller.sent(addressee.runId());
	}

	void heartbeatActivity(String token, Payload details) {
		this.caller.writes("heartbeatActivity", "call Durable.activity().heartbeat in the activity");
		ActivityToken attempt = ActivityToken.parse(token);
		byte[] stored = new Heartbeat(this.caller.context().clock().now(), details).stored();
		boolean waits = this.parts.store().heartbeat(attempt.runId(), attempt.activityId(), attempt.attempt(), stored);
		if ((waits || isOpen(attempt.runId())) && isAskedToEnd(attempt)) {
			throw new CancelledFailure(null);
		}
		if (!waits) {
			throw new ActivityAbandoned(attempt.text(), "it does not wait for its outcome any more");
		}
	}

	private boolean isOpen(UUID runId) {
		return this.parts.store().run(runId).filter((row) -> !row.status().isClosed()).isPresent();
	}

	private boolean isAskedToEnd(ActivityToken attempt) {
		long after = attempt.activityId();
		List<EventRow> page;
		do {
			page = this.parts.store().history(attempt.runId(), after, PAGE);
			for (EventRow row : page) {
				after = row.seq();
				if (row.kind().equals(CANCEL_REQUESTED)
						&& this.parts.codec()
							.decode(row.kind(), row.data()) instanceof Command.ActivityCancelRequested request
						&& request.activityId() == attempt.activityId()) {
					return true;
				}
			}
		}
		while (page.size() == PAGE);
		return false;
	}

	List<DeadLetter> deadLetters(String workflowId) {
		return this.parts.store()
			.deadLetters(workflowId)
			.stream()
			.<DeadLetter>map((letter) -> new FoundLetter(letter, workflowId))
			.toList();
	}

	void redeliver(String deadLetterId) {
		this.caller.writes("redeliver", "let an activity do it");
		Letter letter = this.parts.store()
			.deadLetter(id(deadLetterId))
			.orElseThrow(() -> new IllegalArgumentException("There is no dead letter '" + deadLetterId
					+ "': it was delivered or deleted, or the id is misspelt. List those that there are."));
		if (isLateReset(letter)) {
			throw new IllegalStateException("Dead letter '" + deadLetterId + "' cannot be redelivered: "
					+ new FoundLetter(letter, "").reason());
		}
		RunRow run = this.parts.store()
			.anyOf(letter.chain())
			.orElseThrow(() -> new IllegalArgumentException("The run to which dead letter '" + deadLetterId
					+ "' was sent has been deleted, so nobody knows any more for whom it is."));
		Addressee addressee = this.parts.store()
			.redeliver(letter.id(), run.workflowId())
			.orElseThrow(() -> WorkflowNotFound.closed(run.workflowId()));
		this.caller.sent(addressee.runId());
	}

	private static boolean isLateReset(Letter letter) {
		return letter.kind() == LetterKind.RESET && letter.state() == LetterState.DEAD;
	}

	private static long id(String deadLetterId) {
		try {
			return Long.parseLong(deadLetterId);
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException("'" + deadLetterId + "' is no id of a dead letter, which is a number",
					ex);
		}
	}

	/**
	 * A dead letter as operators see it.
	 */
	private record FoundLetter(Letter letter, String workflowId) implements DeadLetter {

		@Override
		public String id() {
			return Long.toString(this.letter.id());
		}

		@Override
		public String name() {
			return (this.letter.kind() == LetterKind.RESET) ? "reset to " + this.letter.name() : this.letter.name();
		}

		@Override
		public String reason() {
			if (isLateReset(this.letter)) {
				return "Run '" + this.letter.runId() + "', which it was to reset, had closed before, by itself or by"
						+ " another reset; look at the run that is there now, and reset that";
			}
			return (this.letter.state() == LetterState.UNREADABLE)
					? "Its arguments or its name do not fit the code; deploy code that they fit, and redeliver it"
					: "The run had closed before it could take it; redeliver it when the workflow id has an open run";
		}

		@Override
		public Instant receivedAt() {
			return this.letter.sentAt();
		}

	}

}
