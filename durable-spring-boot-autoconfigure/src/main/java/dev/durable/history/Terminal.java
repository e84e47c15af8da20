package dev.durable.history;

/**
 * The end of a run. Nothing follows it.
 */
public sealed interface Terminal extends Event {

	/**
	 * The workflow method returned.
	 *
	 * @param result what it returned
	 */
	record WorkflowCompleted(Payload result) implements Terminal {
	}

	/**
	 * The workflow method or a handler threw.
	 *
	 * @param failure what was thrown
	 */
	record WorkflowFailed(FailureInfo failure) implements Terminal {
	}

}
