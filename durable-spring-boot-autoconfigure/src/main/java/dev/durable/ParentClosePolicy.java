package dev.durable;

/**
 * What happens to a child that is open when its parent closes. Continue-as-new is not
 * closing.
 */
public enum ParentClosePolicy {

	/** The child is terminated. The default. */
	TERMINATE,
	/** The child is asked to cancel, and may clean up. */
	REQUEST_CANCEL,
	/** The child goes on. */
	ABANDON

}
