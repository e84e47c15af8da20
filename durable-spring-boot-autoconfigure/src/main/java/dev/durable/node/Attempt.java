package dev.durable.node;

import java.time.Instant;

import dev.durable.history.ActivitySettings;
import dev.durable.history.Command;
import dev.durable.history.Recorded;
import org.jspecify.annotations.Nullable;

/**
 * Where an activity of a run in memory stands: an attempt runs here, or the next one
 * waits.
 */
final class Attempt {

	final Recorded scheduled;

	int number;

	/** Whether the attempt was handed to the activity threads. */
	boolean running;

	/** Whether a running attempt has ended, with a letter that is not read yet. */
	boolean ended;

	/** When the attempt may begin. */
	Instant due;

	@Nullable String lastFailure;

	/** Cancels what was scheduled for the attempt: its beginning, or its end. */
	@Nullable Runnable alarm;

	/** The attempt under way, to be abandoned. */
	ActivityRunner.@Nullable Execution execution;

	Attempt(Recorded scheduled, int number, Instant due) {
		this.scheduled = scheduled;
		this.number = number;
		this.due = due;
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
	 * Return when all attempts together must have ended.
	 */
	@Nullable Instant deadline() {
		return (settings().scheduleToClose() != null) ? this.scheduled.recordedAt().plus(settings().scheduleToClose())
				: null;
	}

	void cancelAlarm() {
		if (this.alarm != null) {
			this.alarm.run();
			this.alarm = null;
		}
	}

}
