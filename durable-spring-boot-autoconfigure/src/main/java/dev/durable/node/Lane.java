package dev.durable.node;

/**
 * What a step does, so that an executor can keep apart what must not wait for each other.
 */
public enum Lane {

	/** Turns of runs: user code of workflows. */
	TURN,

	/** Group commits. */
	COMMIT,

	/** Attempts of activities: user code that may take long. */
	ACTIVITY,

	/** Claims, letters, loads, results of other nodes. */
	POLL,

	/** Attempts of queues: what is taken, and what has ended. */
	QUEUE,

	/** The lease of this node. */
	LEASE,

	/** The expiry of other nodes, which may have to wait for them. */
	EXPIRY,

	/** Hints to other nodes. */
	HINT,

	/**
	 * What is not urgent: counts for those who look at the node, the deletion of old
	 * runs.
	 */
	WATCH

}
