package dev.durable.store;

import java.time.Instant;

import dev.durable.client.WorkflowStatus;
import dev.durable.history.ConcurrencyLimit;
import org.jspecify.annotations.Nullable;

/**
 * How a commit changes the row of a run.
 */
public sealed interface RunUpdate {

	/**
	 * The run is over: no owner, no open key, no stuck mark, no activity rows.
	 *
	 * @param status the closed status
	 * @param at when
	 * @param awaitsInbox whether the change is refused while a letter is unread; if not,
	 * what was put aside is new again, for the next run or to be found dead
	 * @param endsUpdates whether the chain may have accepted updates without an answer,
	 * which are answered with nothing
	 * @param lastWords what the open children of the chain are told by their policy, or
	 * null if the chain goes on or cannot have any
	 * @param freesPlace whether the chain ends and may have a place under a limit, which
	 * is handed on to whoever is next in line
	 */
	record Closed(WorkflowStatus status, Instant at, boolean awaitsInbox, boolean endsUpdates,
			@Nullable LastWords lastWords, boolean freesPlace) implements RunUpdate {

		/**
		 * Make the end of a run that nobody else depends on.
		 * @param status the closed status
		 * @param at when
		 */
		public Closed(WorkflowStatus status, Instant at) {
			this(status, at, true, false, null, false);
		}

	}

	/**
	 * What the children of a chain are told when it closes.
	 *
	 * @param cancel the encoded request to cancel
	 * @param terminate the encoded order to terminate
	 */
	record LastWords(byte[] cancel, byte[] terminate) {
	}

	/**
	 * The run leaves its owner. Any stuck mark is cleared, and a paused run stays paused.
	 *
	 * @param wakeAt when it is due again, or null if only a letter wakes it
	 */
	record Parked(@Nullable Instant wakeAt) implements RunUpdate {
	}

	/**
	 * The run cannot advance.
	 *
	 * @param mark why
	 * @param park whether it leaves its owner at once
	 * @param wakeAt when it is tried again
	 */
	record Stuck(StuckMark mark, boolean park, Instant wakeAt) implements RunUpdate {
	}

	/**
	 * The run, whose code has not moved yet, needs a place under a limit of which its
	 * start did not know. It leaves its owner, gets in line, and is due at once.
	 *
	 * @param limit the limit
	 */
	record Limited(ConcurrencyLimit limit) implements RunUpdate {
	}

	/** The run was stuck and has advanced: the mark is cleared. */
	record Healed() implements RunUpdate {
	}

	/**
	 * The run is paused: only orders wake it, and {@code wakeAt}. Any stuck mark is kept.
	 *
	 * @param park whether it leaves its owner at once
	 * @param wakeAt when it is to be closed for its timeout, or null
	 */
	record Paused(boolean park, @Nullable Instant wakeAt) implements RunUpdate {
	}

	/**
	 * The run is not paused any more. It leaves its owner and is due at once, and what
	 * was put aside for it is new again.
	 */
	record Resumed() implements RunUpdate {
	}

}
