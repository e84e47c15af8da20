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

	/** An update that was taken and has no answer yet. */
	ACCEPTED,

	/**
	 * Taken; the key is kept, and the answer where there is one. An update without one
	 * was cut off by the end of its run.
	 */
	ANSWERED

}
