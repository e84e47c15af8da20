package dev.durable.node;

import java.time.Duration;
import java.time.Instant;

import dev.durable.history.ActivitySettings;
import dev.durable.history.Command;
import dev.durable.history.Precedence;
import dev.durable.history.Recorded;
import dev.durable.store.ActivityRow;
import dev.durable.store.Routing;
import org.jspecify.annotations.Nullable;

/**
 * Where an activity of a run in memory stands: an attempt runs here, the next one waits,
 * or somebody else is to complete it.
 */
final class Attempt {

	/** The number of a first attempt that is known not to have begun. */
	static final int NOT_BEGUN = 0;

	final Recorded scheduled;

	/** When the activity counts as called: not before its run was started. */
	final Instant calledAt;

	int number;

	/** Whether the attempt was handed to the activity threads, or has been. */
	boolean running;

	/** Whether a running attempt has ended, with a letter that is not read yet. */
	boolean ended;

	/** Whether a running attempt is to be completed by its token. */
	boolean later;

	/** Whether the activity was asked to end, and may answer. */
	boolean cancelRequested;

	/**
	 * Whether nobody waits for an answer any more: the activity is over with its unit.
	 */
	boolean unwanted;

	/**
	 * Whether the attempt is for the nodes of a queue; if it runs, it is offered to them
	 * or runs on one of them.
	 */
	boolean routed;

	/** Whether a node has taken the attempt from its queue, as far as is known. */
	boolean taken;

	/** Whether no node may take the attempt from its queue any more. */
	boolean withdrawn;

	/** Whether it is being found out whether the attempt can still be given up. */
	boolean givingUp;

	/** Whether there may be a row. */
	boolean hasRow;

	/**
	 * When the attempt may begin; of one that is to be completed later, when it began.
	 */
	Instant due;

	@Nullable String lastFailure;

	/** What the last heartbeat with details has said, in its stored form. */
	byte @Nullable [] details;

	/** Cancels what was scheduled for the attempt: its beginning, or its end. */
	@Nullable Runnable alarm;

	/** The attempt under way, to be abandoned. */
	@Nullable Execution execution;

	Attempt(Recorded scheduled, Instant runStartedAt, int number, Instant due) {
		this.scheduled = scheduled;
		this.calledAt = Times.later(scheduled.recordedAt(), runStartedAt);
		this.number = number;
		this.due = Times.later(due, this.calledAt);
	}

	long activityId() {
		return this.scheduled.seq();
	}

	Command.ActivityScheduled command() {
		return (Command.ActivityScheduled) this.scheduled.event();
	}

	ActivitySettings settings() {
		return command().settings();
	}

	/**
	 * Tell whether the call is older than its run, which was made of a part of another
	 * one. Of such a call each attempt has a row before it begins, so that one without a
	 * row has not begun.
	 */
	boolean isInherited() {
		return this.scheduled.recordedAt().isBefore(this.calledAt);
	}

	/**
	 * Tell whether the attempt runs on a thread of this node, or is being given up here.
	 */
	boolean isBusy() {
		boolean elsewhere = (this.later || this.routed) && this.execution == null && !this.givingUp;
		return this.running && !this.ended && !elsewhere;
	}

	/**
	 * Tell whether the activity ends without another attempt. That happens also where no
	 * attempts begin, since others may keep the run there for long.
	 */
	boolean needsNoBegin() {
		return this.cancelRequested || this.withdrawn;
	}

	/**
	 * Return when all attempts together must have ended.
	 */
	@Nullable Instant deadline() {
		Duration limit = settings().scheduleToClose();
		return (limit != null) ? Times.plus(this.calledAt, limit) : null;
	}

	/**
	 * Return when the attempt must have begun.
	 */
	@Nullable Instant beginLimit() {
		Duration limit = settings().scheduleToStart();
		return (limit != null) ? Times.plus(this.due, limit) : null;
	}

	/**
	 * It is known of the attempt that it has not begun, though it was about to.
	 */
	void notBegun() {
		this.running = false;
		this.execution = null;
		this.number = (this.number == 1) ? NOT_BEGUN : this.number;
	}

	ActivityRow row(boolean begun) {
		this.hasRow = true;
		return new ActivityRow(activityId(), this.number, this.due, begun, this.lastFailure, this.details, this.later,
				null);
	}

	/**
	 * Offer the attempt to the nodes of a queue.
	 */
	ActivityRow offer(String queue, Precedence precedence) {
		offered();
		return new ActivityRow(activityId(), this.number, this.due, false, this.lastFailure, this.details, false,
				new Routing(queue, command().activity(), precedence));
	}

	void offered() {
		this.hasRow = true;
		this.routed = true;
		this.taken = false;
		this.withdrawn = false;
		this.running = true;
	}

	/**
	 * Return when an attempt that is offered must have been taken.
	 */
	@Nullable Instant offerLimit() {
		return this.taken ? null : Times.earlier(beginLimit(), deadline());
	}

	/**
	 * Return when something is to be done for an attempt that does not run here, or null
	 * if others will tell.
	 */
	@Nullable Instant nextDue() {
		if (!this.running) {
			return this.due;
		}
		AttemptRules.Limit limit = AttemptRules.elsewhereLimit(this);
		return (limit != null) ? limit.at() : null;
	}

	/**
	 * The activity is asked to end: an attempt that waits need not wait any longer.
	 */
	void cancelled() {
		this.cancelRequested = true;
		if (!this.running) {
			this.due = this.calledAt;
		}
	}

	void cancelAlarm() {
		if (this.alarm != null) {
			this.alarm.run();
			this.alarm = null;
		}
	}

	@Override
	public String toString() {
		return "attempt %d of %s (running %s, ended %s, later %s)".formatted(this.number, command().activity(),
				this.running, this.ended, this.later);
	}

}
