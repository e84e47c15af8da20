package dev.durable.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

import dev.durable.history.Command;
import dev.durable.history.FailureInfo;
import dev.durable.history.Incoming;
import dev.durable.history.Payload;
import dev.durable.history.Recorded;
import dev.durable.history.StartDetails;
import dev.durable.history.Terminal;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Drives one run by hand and keeps its history.
 */
final class RunDriver {

	static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

	static final UUID RUN_ID = new UUID(1, 1);

	final List<Recorded> history = new ArrayList<>();

	private final WorkflowType type;

	private final Environment environment;

	private final boolean evicting;

	private Instant now = START;

	Run run;

	RunDriver(WorkflowType type) {
		this(type, WorkflowTypes.ENVIRONMENT, false);
	}

	RunDriver(WorkflowType type, Environment environment, boolean evicting) {
		this.type = type;
		this.environment = environment;
		this.evicting = evicting;
		this.run = fresh(type, environment);
	}

	/**
	 * Drive a run in memory, then one that is forgotten after each turn, then replay each
	 * beginning of its history.
	 * @return the driver of the run in memory
	 */
	static RunDriver everyWay(TestWorkflow workflow, Consumer<RunDriver> script) {
		return everyWay(workflow.type(), WorkflowTypes.ENVIRONMENT, script);
	}

	static RunDriver everyWay(WorkflowType type, Environment environment, Consumer<RunDriver> script) {
		RunDriver live = new RunDriver(type, environment, false);
		script.accept(live);
		RunDriver evicted = new RunDriver(type, environment, true);
		script.accept(evicted);
		assertThat(evicted.summary()).isEqualTo(live.summary());
		evicted.run.unwind();
		live.replayEachBeginning();
		return live;
	}

	static Run fresh(WorkflowType type, Environment environment) {
		return new Run(new RunIdentity("test", RUN_ID, RUN_ID, START), type, environment);
	}

	RunDriver start(Object... arguments) {
		return start(StartDetails.NONE, arguments);
	}

	RunDriver start(StartDetails details, Object... arguments) {
		return take(new Incoming.WorkflowStarted(Run.GRAMMAR, 42, "Test",
				WorkflowTypes.CONVERTER.writeArguments(arguments), details));
	}

	RunDriver take(Incoming event) {
		if (this.evicting && !this.history.isEmpty()) {
			replay();
		}
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

	RunDriver update(String id, String name, Object... arguments) {
		return take(new Incoming.UpdateAccepted(id, name, WorkflowTypes.CONVERTER.writeArguments(arguments),
				java.util.Map.of()));
	}

	RunDriver cancel(String reason) {
		return take(new Incoming.CancelRequested(reason, null));
	}

	RunDriver childCompleted(long initiated, Object result) {
		return take(new Incoming.ChildCompleted(child(initiated).childId(), WorkflowTypes.CONVERTER.write(result)));
	}

	RunDriver childFailed(long initiated, FailureInfo failure) {
		return take(new Incoming.ChildFailed(child(initiated).childId(), failure));
	}

	Command.ChildInitiated child(long initiated) {
		return command(initiated, Command.ChildInitiated.class);
	}

	<C extends Command> C command(long seq, Class<C> kind) {
		return kind.cast(this.history.get((int) seq - 1).event());
	}

	List<String> commands() {
		return this.history.stream()
			.filter((event) -> event.event() instanceof Command)
			.map(RunDriver::describe)
			.toList();
	}

	/**
	 * The commands after the last incoming event.
	 */
	List<String> lastCommands() {
		List<String> last = new ArrayList<>();
		for (Recorded event : this.history) {
			if (event.event() instanceof Command) {
				last.add(describe(event));
			}
			else {
				last.clear();
			}
		}
		return last;
	}

	private static String describe(Recorded event) {
		return (event.event() instanceof Command command) ? (event.kind() + " " + command.target()).trim()
				: event.kind();
	}

	private List<String> summary() {
		List<String> summary = new ArrayList<>();
		this.history.forEach((event) -> summary.add(event.seq() + " " + describe(event)));
		summary.add("outcome " + outcome(this.run));
		return summary;
	}

	/*
	 * The id of the next run is drawn anew each time.
	 */
	private static Object outcome(Run run) {
		return (run.outcome() instanceof Terminal.ContinuedAsNew next) ? "ContinuedAsNew " + next.arguments()
				: run.outcome();
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
		this.run = fresh(code, this.environment);
		this.history.addAll(this.run.replay(List.copyOf(this.history)));
		return this;
	}

	/*
	 * A beginning ends with a turn, or with an event whose turn has not run yet.
	 */
	private void replayEachBeginning() {
		for (int end = 1; end <= this.history.size(); end++) {
			boolean wholeTurns = end == this.history.size() || !(this.history.get(end).event() instanceof Command);
			boolean open = !(this.history.get(end - 1).event() instanceof Command);
			if (wholeTurns || open) {
				assertThat(replayed(end)).as("replay of the first %s events", end).isEqualTo(commandsFrom(end));
			}
		}
	}

	private List<String> replayed(int end) {
		Run replayed = fresh(this.type, this.environment);
		List<Recorded> fresh = replayed.replay(this.history.subList(0, end));
		if (end == this.history.size()) {
			assertThat(outcome(replayed)).isEqualTo(outcome(this.run));
			assertThat(replayed.length()).isEqualTo(this.run.length());
			assertThat(replayed.openActivities()).isEqualTo(this.run.openActivities());
			assertThat(replayed.openTimers()).isEqualTo(this.run.openTimers());
			assertThat(replayed.openChildren()).isEqualTo(this.run.openChildren());
			assertThat(replayed.openRequests()).isEqualTo(this.run.openRequests());
			assertThat(replayed.openUpdates()).isEqualTo(this.run.openUpdates());
			assertThat(replayed.unfinishedHandlers()).isEqualTo(this.run.unfinishedHandlers());
			assertThat(replayed.memo()).isEqualTo(this.run.memo());
			assertThat(replayed.attributes()).isEqualTo(this.run.attributes());
		}
		replayed.unwind();
		return fresh.stream().map((event) -> event.seq() + " " + describe(event)).toList();
	}

	private List<String> commandsFrom(int end) {
		List<String> commands = new ArrayList<>();
		boolean open = !(this.history.get(end - 1).event() instanceof Command);
		for (int i = end; open && i < this.history.size() && this.history.get(i).event() instanceof Command; i++) {
			commands.add(this.history.get(i).seq() + " " + describe(this.history.get(i)));
		}
		return commands;
	}

	/**
	 * Close the history as the node would.
	 */
	RunDriver close() {
		return close(this.run.outcome());
	}

	RunDriver close(Terminal terminal) {
		this.history.add(new Recorded(this.history.size() + 1, this.now, terminal));
		return this;
	}

	Payload query(String name) throws Throwable {
		return this.run.code().query(name, WorkflowTypes.CONVERTER.writeArguments(new Object[0]));
	}

	Object ask(String name) {
		try {
			return WorkflowTypes.CONVERTER.read(query(name), Object.class);
		}
		catch (Throwable ex) {
			throw Failures.sneaky(ex);
		}
	}

}
