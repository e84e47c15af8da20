package dev.durable.node;

import java.time.Duration;
import java.time.Instant;

import dev.durable.engine.Run;
import dev.durable.history.Terminal;
import dev.durable.store.RunUpdate;
import dev.durable.store.StuckMark;
import org.jspecify.annotations.Nullable;

/**
 * What a unit has to say about its run beyond the events: that it ends, is stuck or held,
 * is healed, or leaves memory. In steady state nothing.
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
		if (unit.closing == null) {
			decide(unit, parkAsked, idle);
		}
		if (unit.closing == null) {
			this.owner.attempts().routes().offerScheduled(unit);
		}
	}

	private void decide(Unit unit, boolean parkAsked, boolean idle) {
		// asked once: a run that leaves because the node frees its runs must have left
		// its activities
		boolean handingOver = this.node.isHandingOver();
		if (handingOver || unit.update instanceof RunUpdate.Resumed) {
			leaveUnbegun(unit);
		}
		if (unit.update instanceof RunUpdate.Resumed || unit.update instanceof RunUpdate.Limited) {
			return;
		}
		boolean mayLeave = !this.owner.attempts().anyRunning() && unit.toBegin.isEmpty() && unit.toCancel.isEmpty()
				&& !this.node.activities().hasLeftover(this.owner);
		Run run = this.owner.run();
		if (this.owner.isHalted()) {
			halted(unit, mayLeave);
		}
		else if (run != null) {
			boolean answered = unit.questions.isEmpty() && this.owner.questions().isEmpty();
			conclude(run, unit, mayLeave && answered && idle && (handingOver || isToLeave(unit, parkAsked)));
		}
	}

	private void halted(Unit unit, boolean mayLeave) {
		StuckMark mark = this.owner.halt().mark();
		if (mayLeave) {
			leaveUnbegun(unit);
		}
		Instant timeout = this.owner.timeouts().nextDue();
		if (this.owner.isPaused()) {
			if (mayLeave || !this.owner.halt().isPauseKnown()) {
				unit.update = new RunUpdate.Paused(mayLeave, timeout);
			}
		}
		else if (this.owner.isStuck() && mark != null) {
			Instant next = nextTry(mark);
			unit.update = new RunUpdate.Stuck(mark, mayLeave,
					(timeout != null && timeout.isBefore(next)) ? timeout : next);
		}
		else if (mayLeave) {
			Instant now = this.node.clock().now();
			Instant startAt = this.owner.progress().isDelayed(now) ? this.owner.progress().startAt() : now;
			unit.update = new RunUpdate.Parked(Times.earlier(startAt, timeout));
		}
	}

	private void conclude(Run run, Unit unit, boolean leave) {
		Terminal outcome = run.outcome();
		if (outcome != null) {
			this.owner.endings().close(run, outcome, unit);
		}
		else if (leave) {
			unit.update = new RunUpdate.Parked(
					Times.earlier(nextDue(run), this.owner.attempts().routes().nextLimit(unit.scheduled)));
		}
		else if (this.owner.halt().mark() != null) {
			unit.update = new RunUpdate.Healed();
		}
	}

	private boolean isToLeave(Unit unit, boolean parkAsked) {
		boolean waits = unit.scheduled.stream().noneMatch(this.owner.attempts().routes()::isOwn);
		boolean evicting = this.node.settings().maxResident() == 0;
		return waits && (evicting || parkAsked || this.node.isCrowded());
	}

	private @Nullable Instant nextDue(Run run) {
		return Times.earlier(Times.earlier(this.owner.timers().nextDue(run), this.owner.attempts().nextDue()),
				this.owner.timeouts().nextDue());
	}

	private void leaveUnbegun(Unit unit) {
		unit.scheduled.removeIf((event) -> {
			boolean own = this.owner.attempts().routes().isOwn(event);
			if (own) {
				this.owner.attempts().leaveUnbegun(event, unit);
			}
			return own;
		});
	}

	private Instant nextTry(StuckMark mark) {
		Duration wait = STUCK_FIRST.multipliedBy(1L << Math.min(mark.tries() - 1, 16));
		return this.node.clock().now().plus((wait.compareTo(STUCK_MAX) > 0) ? STUCK_MAX : wait);
	}

}
