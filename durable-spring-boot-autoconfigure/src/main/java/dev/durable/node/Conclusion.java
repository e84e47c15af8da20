package dev.durable.node;

import java.time.Duration;
import java.time.Instant;

import dev.durable.client.WorkflowStatus;
import dev.durable.engine.Run;
import dev.durable.history.Recorded;
import dev.durable.history.Terminal;
import dev.durable.store.RunUpdate;
import dev.durable.store.StuckMark;
import org.jspecify.annotations.Nullable;

/**
 * What a unit has to say about its run beyond the events: that it ends, is stuck, is
 * healed, or leaves memory. In steady state nothing.
 */
final class Conclusion {

	private static final Duration STUCK_FIRST = Duration.ofSeconds(1);

	private static final Duration STUCK_MAX = Duration.ofMinutes(10);

	private final ResidentRun owner;

	private final NodeContext node;

	Conclusion(ResidentRun owner, NodeContext node) {
		this.owner = owner;
		this.node = node;
	}

	void conclude(Unit unit, boolean parkAsked, boolean idle) {
		if (this.node.isStopping()) {
			leaveUnbegun(unit);
		}
		boolean mayLeave = !this.owner.attempts().anyRunning() && unit.toBegin.isEmpty();
		StuckMark mark = this.owner.mark();
		Run run = this.owner.run();
		if (this.owner.isStuck() && mark != null) {
			if (mayLeave) {
				leaveUnbegun(unit);
			}
			unit.update = new RunUpdate.Stuck(mark, mayLeave, nextTry(mark));
		}
		else if (run != null) {
			conclude(run, unit, mayLeave && idle && isToLeave(unit, parkAsked));
		}
	}

	private void conclude(Run run, Unit unit, boolean leave) {
		Terminal outcome = run.outcome();
		if (outcome != null) {
			close(run, outcome, unit);
		}
		else if (leave) {
			unit.update = new RunUpdate.Parked(nextDue(run));
		}
		else if (this.owner.mark() != null) {
			unit.update = new RunUpdate.Healed();
		}
	}

	private void close(Run run, Terminal outcome, Unit unit) {
		Instant at = run.now();
		WorkflowStatus status = (outcome instanceof Terminal.WorkflowCompleted) ? WorkflowStatus.COMPLETED
				: WorkflowStatus.FAILED;
		this.owner.attempts().abandonAll(unit);
		unit.terminal = outcome;
		unit.add(new Recorded(run.length() + 1, at, outcome));
		unit.update = new RunUpdate.Closed(status, at);
	}

	private boolean isToLeave(Unit unit, boolean parkAsked) {
		boolean waits = unit.scheduled.isEmpty();
		boolean evicting = this.node.settings().maxResident() == 0;
		return this.node.isStopping() || (waits && (evicting || parkAsked));
	}

	private @Nullable Instant nextDue(Run run) {
		return earliest(this.owner.timers().nextDue(run), this.owner.attempts().nextDue());
	}

	private void leaveUnbegun(Unit unit) {
		unit.scheduled.forEach((event) -> this.owner.attempts().leaveUnbegun(event, unit));
		unit.scheduled.clear();
	}

	private Instant nextTry(StuckMark mark) {
		Duration wait = STUCK_FIRST.multipliedBy(1L << Math.min(mark.tries() - 1, 16));
		return this.node.clock().now().plus((wait.compareTo(STUCK_MAX) > 0) ? STUCK_MAX : wait);
	}

	private static @Nullable Instant earliest(@Nullable Instant one, @Nullable Instant other) {
		if (one == null || other == null) {
			return (one != null) ? one : other;
		}
		return one.isBefore(other) ? one : other;
	}

}
