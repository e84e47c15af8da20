package dev.durable.node;

import java.time.Instant;
import java.util.List;

import dev.durable.engine.Run;
import dev.durable.engine.RunIdentity;
import dev.durable.engine.StuckException;
import dev.durable.engine.TurnScope;
import dev.durable.history.Command;
import dev.durable.history.Incoming;
import dev.durable.history.Recorded;
import dev.durable.store.RunRow;

/**
 * Checks that a history replays: from every prefix that ends with an incoming event, the
 * code asks for what it asked for then.
 * <p>
 * A run that has just done so is where the next prefix begins, and takes one event more.
 * Where it has drawn ids of its own it is not, and every few turns the whole prefix is
 * replayed all the same: what is replayed must lead to where one is that was not.
 */
final class ReplayCheck {

	/** How many prefixes there are for one that is replayed as a whole. */
	private static final int TURNS = 8;

	private final SimulatedProgram program;

	private final RunRow row;

	private final List<Recorded> history;

	private Run run;

	private int turns;

	ReplayCheck(SimulatedProgram program, RunRow row, List<Recorded> history) {
		this.program = program;
		this.row = row;
		this.history = history;
	}

	void check() {
		try {
			for (int end = 1; end <= this.history.size(); end++) {
				if (this.history.get(end - 1).event() instanceof Incoming) {
					check(end);
				}
			}
		}
		catch (StuckException ex) {
			throw new AssertionError("replay of " + this.row + ": " + ex.getMessage(), ex);
		}
		finally {
			leave();
		}
	}

	private void check(int end) {
		List<Recorded> stored = commands(end);
		List<Recorded> fresh = (this.run != null && ++this.turns % TURNS != 0) ? goOn(end) : replay(end);
		if (fresh.equals(stored)) {
			return;
		}
		leave();
		if (!stored.isEmpty() && !describe(fresh).equals(describe(stored))) {
			throw new AssertionError(
					"replay of " + this.row + " to " + end + " gives " + describe(fresh) + ", not " + describe(stored));
		}
	}

	private List<Recorded> commands(int from) {
		int to = from;
		while (to < this.history.size() && this.history.get(to).event() instanceof Command) {
			to++;
		}
		return this.history.subList(from, to);
	}

	private List<Recorded> goOn(int end) {
		Recorded next = this.history.get(end - 1);
		return this.run.turn((Incoming) next.event(), next.recordedAt()).commands();
	}

	private List<Recorded> replay(int end) {
		leave();
		this.run = new Run(
				new RunIdentity(this.row.workflowId(), this.row.runId(), this.row.firstRunId(), this.row.startedAt()),
				this.program.workflows(SimulatedProgram.NEW).get(this.row.type()),
				this.program.environment(SimulatedProgram.NEW));
		Instant taken = commands(end).stream().map(Recorded::recordedAt).findFirst().orElse(Instant.MIN);
		return this.run.replay(this.history.subList(0, end), taken, TurnScope.NONE);
	}

	private void leave() {
		if (this.run != null) {
			this.run.unwind();
			this.run = null;
		}
	}

	private static List<String> describe(List<Recorded> commands) {
		return commands.stream().map(ReplayCheck::describe).toList();
	}

	/*
	 * The ids of children are drawn anew, and a version may have been chosen by the other
	 * build.
	 */
	private static String describe(Recorded event) {
		Command command = (Command) event.event();
		boolean varies = command instanceof Command.ChildInitiated || command instanceof Command.VersionMarked;
		return event.seq() + " " + event.recordedAt() + " "
				+ (varies ? command.kind() + " " + command.target() : command.toString());
	}

}
