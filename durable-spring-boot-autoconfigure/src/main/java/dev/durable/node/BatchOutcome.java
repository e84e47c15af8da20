package dev.durable.node;

/**
 * How a commit of many runs has ended.
 */
public enum BatchOutcome {

	/** All of it is durable. */
	COMMITTED,

	/** A part of it was refused; the rest is tried again without that part. */
	REFUSED,

	/** The store could not be reached, or it is not known what became of it. */
	FAILED,

	/** This node was expired by others. */
	FENCED

}
