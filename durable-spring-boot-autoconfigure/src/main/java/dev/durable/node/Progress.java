package dev.durable.node;

import java.time.Instant;

import dev.durable.history.Command;
import dev.durable.history.ConcurrencyLimit;
import dev.durable.history.Incoming;
import dev.durable.history.Precedence;
import dev.durable.history.Recorded;
import dev.durable.history.StartDetails;
import dev.durable.store.RunRow;
import org.jspecify.annotations.Nullable;

/**
 * How far the history of a run has come, as far as that is known without its code: what
 * is needed to close it, and to begin the one after it.
 */
final class Progress {

	private Incoming.@Nullable WorkflowStarted started;

	private @Nullable Instant startAt;

	private final Instant startedAt;

	private Instant lastEventAt;

	private long length;

	private Instant durableAt;

	private long durableLength;

	private @Nullable ConcurrencyLimit limit;

	private boolean waiting;

	private boolean children;

	private boolean reset;

	Progress(Instant startedAt) {
		this.startedAt = startedAt;
		this.lastEventAt = startedAt;
		this.durableAt = startedAt;
	}

	/**
	 * The run begins with an event.
	 */
	void begin(Incoming.WorkflowStarted event) {
		this.started = event;
	}

	/**
	 * Take note of what is stored.
	 */
	void know(RunRow row, Loading.Facts facts) {
		this.startAt = row.startAt();
		this.limit = row.limit();
		this.waiting = row.waiting();
		this.started = facts.started();
		this.length = facts.length();
		this.lastEventAt = facts.lastAt();
		this.children = facts.children();
		this.reset = facts.reset();
		durable();
	}

	/**
	 * An event belongs to the history from now on.
	 */
	void record(Recorded event) {
		this.length = event.seq();
		this.lastEventAt = event.recordedAt();
		this.children |= event.event() instanceof Command.ChildInitiated;
	}

	/**
	 * What was recorded until now is durable.
	 */
	void durable() {
		this.durableLength = this.length;
		this.durableAt = this.lastEventAt;
	}

	/**
	 * What was recorded and is not durable never will be.
	 */
	void rollBack() {
		this.length = this.durableLength;
		this.lastEventAt = this.durableAt;
	}

	/**
	 * Tell whether no code may move before the time of the run.
	 */
	boolean isDelayed(Instant now) {
		return this.length <= 1 && this.startAt != null && this.startAt.isAfter(now);
	}

	/**
	 * Tell whether no code may move yet, since the run has not begun or has no place.
	 */
	boolean isToBegin(Instant now) {
		return isDelayed(now) || this.waiting;
	}

	/**
	 * Tell whether no code may move before the run has a place under its limit.
	 */
	boolean isWaiting() {
		return this.waiting;
	}

	@Nullable ConcurrencyLimit limit() {
		return this.limit;
	}

	@Nullable Instant startAt() {
		return this.startAt;
	}

	long length() {
		return this.length;
	}

	Instant lastEventAt() {
		return this.lastEventAt;
	}

	/**
	 * Return before when the run cannot end. Its last event may be older than the run,
	 * with a history that a reset has taken over.
	 */
	Instant earliestEnd() {
		return Times.later(this.startedAt, this.lastEventAt);
	}

	boolean hasChildren() {
		return this.children;
	}

	/**
	 * Tell whether the run begins with a part of the history of another one.
	 */
	boolean isReset() {
		return this.reset;
	}

	Incoming.@Nullable WorkflowStarted started() {
		return this.started;
	}

	/**
	 * Return which of the attempts that wait come first.
	 */
	Precedence precedence() {
		return (this.started != null) ? this.started.details().admission().precedence() : Precedence.NONE;
	}

	/**
	 * Return with what the run was started, and the limit that it was found to have.
	 */
	StartDetails details() {
		StartDetails details = (this.started != null) ? this.started.details() : StartDetails.NONE;
		return (this.limit != null) ? details.admitted(details.admission().limited(this.limit)) : details;
	}

}
