package dev.durable.node;

import java.time.Instant;

import dev.durable.TimeoutType;
import dev.durable.engine.Run;
import dev.durable.history.Incoming;
import org.jspecify.annotations.Nullable;

/**
 * The time that a run has. When it is up the code is told, and has a while to clean up;
 * code that cannot move, or has not ended by then, is not asked any more.
 */
final class Timeouts {

	private final ResidentRun owner;

	private final NodeContext node;

	private @Nullable Instant timeoutAt;

	/** The position of the event that has told the code, or 0. */
	private long toldSeq;

	private @Nullable Instant toldAt;

	private @Nullable Runnable alarm;

	private @Nullable Instant alarmAt;

	Timeouts(ResidentRun owner, NodeContext node) {
		this.owner = owner;
		this.node = node;
	}

	void set(@Nullable Instant time) {
		this.timeoutAt = time;
		this.toldSeq = 0;
		this.toldAt = null;
	}

	/**
	 * An event of the history, stored or new: it may be the one that tells the code.
	 */
	void note(long seq, Instant at, Incoming event) {
		if (event instanceof Incoming.CancelRequested cancel && cancel.timeout() != null && this.toldAt == null) {
			this.toldSeq = seq;
			this.toldAt = at;
		}
	}

	/**
	 * Return when something is to be done next, if the run goes on, or stays as it is.
	 */
	@Nullable Instant nextDue() {
		if (this.timeoutAt == null) {
			return null;
		}
		if (this.owner.progress().isWaiting() && !this.owner.isPaused()) {
			return this.timeoutAt;
		}
		if (this.owner.isHalted()) {
			return Times.plus(this.timeoutAt, this.node.settings().timeoutGrace());
		}
		return (this.toldAt != null) ? Times.plus(this.toldAt, this.node.settings().timeoutGrace()) : this.timeoutAt;
	}

	/**
	 * Do what was due before something else that is due: after an outage both are, and
	 * come in the order in which they should have come.
	 */
	void checkUntil(Instant other, Unit unit) {
		Instant due = nextDue();
		if (due != null && !due.isAfter(other)) {
			check(unit);
		}
	}

	/**
	 * Do what is due.
	 */
	void check(Unit unit) {
		Instant due = nextDue();
		if (due == null || this.timeoutAt == null || unit.closing != null || due.isAfter(this.node.clock().now())) {
			return;
		}
		Run run = this.owner.run();
		boolean decided = run != null && run.outcome() != null;
		if (this.owner.isHalted() || (this.toldAt != null && !decided)) {
			this.owner.endings().timeOut(type(), this.toldSeq, unit);
		}
		else if (run != null && !decided) {
			unit.timerDue(this.timeoutAt);
			this.owner.takeTurn(new Incoming.CancelRequested(null, type().name()), unit);
		}
	}

	private TimeoutType type() {
		Instant deadline = this.owner.progress().details().executionDeadline();
		return (deadline != null && this.timeoutAt != null && !this.timeoutAt.isBefore(deadline))
				? TimeoutType.EXECUTION : TimeoutType.RUN;
	}

	void arm() {
		Instant due = nextDue();
		if (due == null) {
			cancel();
		}
		else if (!due.equals(this.alarmAt)) {
			cancel();
			this.alarmAt = due;
			this.alarm = this.node.executor()
				.schedule(Lane.TURN, Times.until(due, this.node.clock().now()), this::ring);
		}
	}

	private void ring() {
		this.owner.tell(new Message.TimeUp());
	}

	/**
	 * The alarm has rung; one that came too early is set again.
	 */
	void rung() {
		this.alarm = null;
		this.alarmAt = null;
	}

	void cancel() {
		if (this.alarm != null) {
			this.alarm.run();
		}
		rung();
	}

}
