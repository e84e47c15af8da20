package dev.durable.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import dev.durable.history.Command;
import dev.durable.history.Incoming;
import dev.durable.history.Recorded;
import dev.durable.history.Terminal;

/**
 * Takes a run through its stored history, turn by turn, in one walk. The branches carry
 * it on themselves: each that is blocked last in a turn begins the next one.
 */
final class Replay {

	private final RunCore run;

	private final List<Recorded> history;

	private final Instant now;

	private final TurnScope scope;

	private final boolean forced;

	private final boolean neverBegun;

	private int place;

	private boolean underWay;

	private boolean asFarAsPossible;

	private List<Recorded> fresh = List.of();

	Replay(RunCore run, List<Recorded> history, Instant now, TurnScope scope) {
		this.run = run;
		this.history = history;
		this.now = now;
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
		if (next()) {
			this.run.branches().pass(this::next);
		}
		return this.fresh;
	}

	private boolean next() {
		end();
		if (this.place == this.history.size()) {
			return false;
		}
		Recorded first = this.history.get(this.place++);
		if (first.event() instanceof Terminal terminal) {
			check(terminal);
			this.run.closedAt(first.seq());
			this.place = this.history.size();
			return false;
		}
		if (!(first.event() instanceof Incoming)) {
			throw this.run
				.nonDeterminism("event " + first.seq() + " is " + first.kind() + ", where a turn should begin");
		}
		List<Command> stored = commands();
		this.place += stored.size();
		begin(first, stored);
		return true;
	}

	private List<Command> commands() {
		List<Command> stored = new ArrayList<>();
		int next = this.place;
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
	private void begin(Recorded first, List<Command> stored) {
		this.underWay = true;
		this.asFarAsPossible = false;
		if (this.place == this.history.size() && stored.isEmpty()) {
			if (first.event() instanceof Incoming.WorkflowStarted) {
				this.run.begin(TurnLog.first(first, this.now), this.scope);
				return;
			}
			this.run.runAgain();
			this.run.begin(TurnLog.live(first), this.scope);
			return;
		}
		this.asFarAsPossible = this.forced && stored.isEmpty()
				&& (this.neverBegun || this.place == this.history.size() - 1);
		Instant time = stored.isEmpty() ? first.recordedAt()
				: this.history.get(this.place - stored.size()).recordedAt();
		this.run.begin(TurnLog.replay(first, stored, time, this.run.versions()::passed), TurnScope.NONE);
	}

	private void end() {
		if (this.underWay && this.asFarAsPossible) {
			this.run.endAsFarAsPossible();
		}
		else if (this.underWay) {
			this.fresh = this.run.end();
		}
		this.underWay = false;
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
