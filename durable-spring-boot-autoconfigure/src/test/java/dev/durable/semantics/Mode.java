package dev.durable.semantics;

/**
 * What happens to runs between their turns.
 */
enum Mode {

	/** Runs stay in memory. */
	STRAIGHT,

	/**
	 * Runs leave memory after every turn and are replayed. Nodes give each other no
	 * hints.
	 */
	EVICTING,

	/**
	 * All activities are offered to the nodes of a queue, on the database of production.
	 */
	QUEUED,

	/** The node is stopped in good order after every commit, and another one started. */
	RESTARTING

}
