package dev.durable.store;

/**
 * Where a letter stands.
 */
public enum LetterState {

	/** To be taken by the owner of the run. */
	NEW,

	/** Put aside until its run can take letters again. */
	HELD,

	/** Nobody was there to take it. */
	DEAD,

	/** Its arguments or its name do not fit the code. */
	UNREADABLE,

	/** Taken; only the key is kept. */
	ANSWERED

}
