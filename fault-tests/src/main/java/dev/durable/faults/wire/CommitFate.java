package dev.durable.faults.wire;

/**
 * What becomes of a commit on its way to the database and back.
 */
public enum CommitFate {

	/** It gets there, and so does the reply. */
	PASSES,
	/** It happens, and the client sees its connection break instead of the reply. */
	REPLY_LOST,
	/** The connection breaks before it gets to the database, which rolls back. */
	NEVER_SENT,
	/**
	 * The client sees its connection break, while the commit is still on its way and
	 * happens later.
	 */
	LATE

}
