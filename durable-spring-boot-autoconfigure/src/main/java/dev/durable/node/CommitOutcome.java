package dev.durable.node;

/**
 * What became of a change that was submitted.
 */
enum CommitOutcome {

	/** It is durable. */
	DURABLE,

	/**
	 * Somebody else wrote, or the store can never take it: the run must be loaded again.
	 */
	CONFLICT,

	/** The workflow id of a run to start has an open run. */
	ID_TAKEN,

	/** A transaction that stays open has started a run with the workflow id. */
	ID_LOCKED,

	/** A closed run has the workflow id of a run to start, which its policy excludes. */
	ID_USED,

	/** A run to close has unread letters. */
	LETTERS_UNREAD,

	/** The store can never take it. */
	REJECTED,

	/**
	 * The node has lost its fence; whether it was written is for its next owner to see.
	 */
	NODE_LOST

}
