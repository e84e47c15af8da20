package dev.durable.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import dev.durable.history.Command;
import dev.durable.history.FailureInfo;
import dev.durable.history.Incoming;
import dev.durable.history.Payload;
import dev.durable.history.Recorded;
import dev.durable.history.Terminal;

/**
 * Drives one run by hand and keeps its history.
 */
final class RunDriver {

	static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

	final List<Recorded> history = new ArrayList<>();

	private final WorkflowType type;

	private Instant now = START;

	Run run;

	RunDriver(WorkflowType type) {
		this.type = type;
		this.run = fresh(type);
	}

	static Run fresh(WorkflowType type) {
		return new Run(new RunIdentity("test", new UUID(1, 1), new UUID(1, 1), START), type, WorkflowTypes.ENVIRONMENT);
	}

	RunDriver start() {
		return take(new Incoming.WorkflowStarted(Run.GRAMMAR, 42, "Test",
				WorkflowTypes.CONVERTER.writeArguments(new Object[0])));
	}

	RunDriver take(Incoming event) {
		Turn turn = this.run.turn(event, this.now);
		this.history.add(turn.incoming());
		this.history.addAll(turn.commands());
		return this;
	}

	RunDriver after(Duration time) {
		this.now = this.now.plus(time);
		return this;
	}

	RunDriver complete(long activityId, Object result) {
		return take(new Incoming.ActivityCompleted(activityId, WorkflowTypes.CONVERTER.write(result)));
	}

	RunDriver fail(long activityId, FailureInfo cause) {
		return take(new Incoming.ActivityFailed(activityId, cause.ofActivity("activity", 1, "NON_RETRYABLE_FAILURE")));
	}

	RunDriver fire(long timerId) {
		return take(new Incoming.TimerFired(timerId));
	}

	RunDriver signal(String name, Object... arguments) {
		return take(new Incoming.SignalReceived(name, WorkflowTypes.CONVERTER.writeArguments(arguments)));
	}

	List<String> commands() {
		return this.history.stream()
			.filter((event) -> event.event() instanceof Command)
			.map((event) -> (event.kind() + " " + ((Command) event.event()).target()).trim())
			.toList();
	}

	Object result() {
		Terminal outcome = this.run.outcome();
		return (outcome instanceof Terminal.WorkflowCompleted completed)
				? WorkflowTypes.CONVERTER.read(completed.result(), Object.class) : outcome;
	}

	FailureInfo failure() {
		return ((Terminal.WorkflowFailed) this.run.outcome()).failure();
	}

	/**
	 * Forget the instance and replay the history.
	 */
	RunDriver replay() {
		return replay(this.type);
	}

	RunDriver replay(WorkflowType code) {
		this.run.unwind();
		this.run = fresh(code);
		this.history.addAll(this.run.replay(List.copyOf(this.history)));
		return this;
	}

	Payload query(String name) throws Throwable {
		return this.run.code().query(name, WorkflowTypes.CONVERTER.writeArguments(new Object[0]));
	}

}
