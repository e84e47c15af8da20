package dev.durable.store;

/**
 * Why a change was not committed.
 */
public enum Refusal {

	/** Somebody else wrote, or owns the run: drop it from memory and load it again. */
	CONFLICT,

	/** The workflow id of a run to start has an open run. */
	ID_TAKEN,

	/** A closed run has the workflow id of a run to start, which its policy excludes. */
	ID_USED,

	/** A run to close has unread letters. */
	LETTERS_UNREAD,

	/** A timer is not due by the clock of the store. */
	TIMER_EARLY,

	/** Another transaction holds a row that the change needs: try again later. */
	LOCKED,

	/** The store can never take the change. */
	REJECTED

}
