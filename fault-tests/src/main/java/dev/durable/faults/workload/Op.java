package dev.durable.faults.workload;

/**
 * What a step of a program does.
 */
public enum Op {

	/** Calls an activity. */
	CALL,
	/** Calls a transactional activity, which writes a row. */
	BOOK,
	/** Calls an activity whose first attempts fail. */
	FLAKY,
	/** Calls an activity that is to be attempted once at most. */
	ONCE,
	/** Calls an activity whose attempts are made by the nodes of another queue. */
	ROUTED,
	/** Does the same, in a transaction. */
	ROUTED_BOOK,
	/** Calls an activity with limits that hold on all nodes together. */
	LIMITED,
	/** Calls an activity that tells how far it is. */
	BEAT,
	/** Calls an activity whose outcome is told later, by somebody else. */
	LATER,
	/** Calls an activity that takes longer than a lease. */
	LONG,
	/** Lets time pass. */
	SLEEP,
	/** Runs its steps in branches, all at the same time. */
	ALL,
	/** Runs its steps as another workflow. */
	CHILD,
	/** Runs its step as another workflow, and sends it signals. */
	EXTERNAL,
	/** Waits for signals of the workflow that has started this one. */
	HEARD,
	/** Records a random number, and shows it to an activity. */
	SIDE,
	/** Asks for the version of a change. */
	VERSION,
	/** Waits for signals of two senders. */
	SIGNALS,
	/** Waits for updates. */
	UPDATES,
	/** Goes on as a new run. */
	CONTINUE,
	/** Books in several steps, of which the last is refused, and undoes the others. */
	SAGA,
	/** Fails the workflow. */
	REFUSED,
	/** Waits until the workflow is cancelled, and cleans up. */
	CANCELLED,
	/** Calls an activity that never succeeds. */
	POISON,
	/** Has a bug. */
	STUCK

}
