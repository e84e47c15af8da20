package dev.durable.semantics;

/**
 * What happens to runs between their turns.
 */
enum Mode {

	/** Runs stay in memory. */
	STRAIGHT,

	/** Runs leave memory after every turn and are replayed. */
	EVICTING,

	/** The node is stopped in good order after every commit, and another one started. */
	RESTARTING

}
