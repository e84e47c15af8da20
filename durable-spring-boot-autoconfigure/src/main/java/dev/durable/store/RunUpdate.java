package dev.durable.store;

import java.time.Instant;

import dev.durable.client.WorkflowStatus;
import org.jspecify.annotations.Nullable;

/**
 * A change of the row of a run, made by its owner. In steady state there is none.
 */
public sealed interface RunUpdate {

	/**
	 * The run is over: no owner, no open key, no stuck mark, no activity rows. Refused
	 * while a letter is unread.
	 *
	 * @param status the closed status
	 * @param at when
	 */
	record Closed(WorkflowStatus status, Instant at) implements RunUpdate {
	}

	/**
	 * The run leaves its owner. Any stuck mark is cleared.
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

	/** The run was stuck and has advanced: the mark is cleared. */
	record Healed() implements RunUpdate {
	}

}
