package dev.durable.engine;

import java.util.ArrayList;
import java.util.List;

import dev.durable.history.Command;
import dev.durable.history.Incoming;
import dev.durable.history.Recorded;
import dev.durable.history.Terminal;

/**
 * Takes a run through its stored history, turn by turn, in one walk.
 */
final class Replay {

	private final RunCore run;

	private final List<Recorded> history;

	private final TurnScope scope;

	private final boolean forced;

	private final boolean neverBegun;

	Replay(RunCore run, List<Recorded> history, TurnScope scope) {
		this.run = run;
		this.history = history;
		this.scope = scope;
		Terminal end = (!history.isEmpty() && history.get(history.size() - 1).event() instanceof Terminal terminal)
				? terminal : null;
		this.neverBegun = end instanceof Terminal.WorkflowCancelled && hasNeverBegun(history);
		this.forced = this.neverBegun || end instanceof Terminal.WorkflowTerminated
				|| (end instanceof Terminal.WorkflowTimedOut timedOut && timedOut.decidedAt() == 0);
	}

	/*
	 * A run that is cancelled before it may begin is closed without any code.
	 */
	private static boolean hasNeverBegun(List<Recorded> history) {
		return history.stream()
			.limit(history.size() - 1L)
			.allMatch((event) -> event.event() instanceof Incoming.WorkflowStarted
					|| event.event() instanceof Incoming.CancelRequested);
	}

	/**
	 * Walk.
	 * @return the commands of the last turn if it was stored without any
	 */
	List<Recorded> walk() {
		List<Recorded> fresh = List.of();
		int next = 0;
		while (next < this.history.size()) {
			Recorded first = this.history.get(next++);
			if (first.event() instanceof Terminal terminal) {
				check(terminal);
				this.run.closedAt(first.seq());
				return List.of();
			}
			if (!(first.event() instanceof Incoming)) {
				throw this.run
					.nonDeterminism("event " + first.seq() + " is " + first.kind() + ", where a turn should begin");
			}
			List<Command> stored = commands(next);
			next += stored.size();
			fresh = turn(first, stored, next);
		}
		return fresh;
	}

	private List<Command> commands(int from) {
		List<Command> stored = new ArrayList<>();
		int next = from;
		while (next < this.history.size() && this.history.get(next).event() instanceof Command command) {
			stored.add(command);
			next++;
		}
		return stored;
	}

	/*
	 * The last turn may not have run if it is that of the start; any other has run, and
	 * has issued no command. It may not have run either before its run was ended from
	 * outside: then its code is let go as far as it comes without any effect, so that
	 * queries see what they saw.
	 */
	private List<Recorded> turn(Recorded first, List<Command> stored, int next) {
		if (next == this.history.size() && stored.isEmpty()) {
			if (!(first.event() instanceof Incoming.WorkflowStarted)) {
				this.run.runAgain();
			}
			return this.run.take(first, TurnLog.live(first), this.scope);
		}
		TurnLog log = TurnLog.replay(first, stored, this.run.versions()::passed);
		if (this.forced && stored.isEmpty() && (this.neverBegun || next == this.history.size() - 1)) {
			this.run.takeAsFarAsPossible(first, log);
			return List.of();
		}
		return this.run.take(first, log, TurnScope.NONE);
	}

	/*
	 * A run whose time was up is closed after a grace, whether its code has ended or not.
	 */
	private void check(Terminal stored) {
		Terminal outcome = this.run.ending().outcome();
		if (this.forced || (stored instanceof Terminal.WorkflowTimedOut && outcome == null
				&& this.run.ending().timeoutToldAt() != null)) {
			return;
		}
		if (outcome == null || !outcome.kind().equals(stored.kind())) {
			throw this.run.nonDeterminism("the history ends with " + stored.kind() + ", the code "
					+ ((outcome != null) ? "ends with " + outcome.kind() : "has not ended"));
		}
	}

}
