package dev.durable.history;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What workflow code asked for. On replay the code must ask for the same again:
 * {@link #target()} together with the kind is what is compared.
 */
public sealed interface Command extends Event {

	/**
	 * Return what the command is about, as far as it must be equal on replay.
	 * @return the target, empty where the kind alone counts
	 */
	default String target() {
		return "";
	}

	/**
	 * An activity was called.
	 *
	 * @param activity the name of the activity
	 * @param arguments its arguments, as one array
	 * @param settings the options as they were resolved at the call
	 */
	record ActivityScheduled(String activity, Payload arguments, ActivitySettings settings) implements Command {

		@Override
		public String target() {
			return this.activity;
		}

	}

	/**
	 * A timer was set.
	 *
	 * @param due when it fires, by the clock of the database
	 */
	record TimerStarted(Instant due) implements Command {
	}

	/**
	 * A timer is no longer needed.
	 *
	 * @param timerId the timer, named by the position of its {@link TimerStarted}
	 */
	record TimerCancelled(long timerId) implements Command {

		@Override
		public String target() {
			return "timer " + this.timerId;
		}

	}

	/**
	 * A side effect ran.
	 *
	 * @param value what it returned
	 * @param failure what it threw instead
	 */
	record SideEffectRecorded(@Nullable Payload value, @Nullable FailureInfo failure) implements Command {
	}

	/**
	 * A call was refused before anything was done, because what it carries cannot be
	 * stored.
	 *
	 * @param call what was called
	 * @param failure what the workflow got to see
	 */
	record CallRefused(String call, FailureInfo failure) implements Command {

		@Override
		public String target() {
			return this.call;
		}

	}

}
