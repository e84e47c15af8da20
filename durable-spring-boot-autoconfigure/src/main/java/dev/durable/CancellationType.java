package dev.durable;

/**
 * What cancelling the caller means for an activity or a child that it waits for.
 */
public enum CancellationType {

	/**
	 * It is asked to end, and the caller goes on at once with {@link CancelledFailure}.
	 * The default for activities.
	 */
	TRY_CANCEL,
	/**
	 * It is asked to end, and the caller gets what it answers. The default for children.
	 */
	WAIT,
	/** It is left alone, and the caller goes on at once with {@link CancelledFailure}. */
	ABANDON

}
