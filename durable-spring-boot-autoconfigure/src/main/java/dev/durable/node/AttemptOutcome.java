package dev.durable.node;

/**
 * How an attempt of an activity has ended.
 */
public enum AttemptOutcome {

	/** Its code has returned. */
	COMPLETED,

	/** Its code has thrown. */
	FAILED,

	/** It leaves its outcome to somebody who has its token. */
	LEFT,

	/** It did not count any more: its time was over, or it was not wanted. */
	ABANDONED,

	/** It is not known whether it has committed. */
	UNKNOWN

}
