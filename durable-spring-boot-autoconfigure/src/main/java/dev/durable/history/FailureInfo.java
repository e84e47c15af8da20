package dev.durable.history;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A failure as it is stored: names and text, never a serialised exception.
 *
 * @param kind which failure of the API it becomes again
 * @param type for an application failure its type (a class name, as text), for an
 * activity failure the name of the activity, for a timeout its
 * {@link dev.durable.TimeoutType}; else empty
 * @param message the message, cut to a bounded length
 * @param stack the stack trace where it was thrown, cut to a bounded length
 * @param details values given to an application failure
 * @param nonRetryable whether a retry is refused
 * @param declared the name of the exception class, declared by the activity method, that
 * the workflow gets to see
 * @param attempts how many attempts were made, for an activity failure
 * @param retryState why there was no further attempt, for an activity failure
 * @param workflowId the other workflow that it is about, or null
 * @param cause the cause
 */
public record FailureInfo(FailureKind kind, String type, @Nullable String message, @Nullable String stack,
		List<Payload> details, boolean nonRetryable, @Nullable String declared, int attempts,
		@Nullable String retryState, @Nullable String workflowId, @Nullable FailureInfo cause) {

	public FailureInfo {
		details = (details != null) ? List.copyOf(details) : List.of();
	}

	/**
	 * Make an application failure without details.
	 * @param type the type
	 * @param message the message
	 * @return the failure
	 */
	public static FailureInfo application(String type, @Nullable String message) {
		return new FailureInfo(FailureKind.APPLICATION, type, message, null, List.of(), false, null, 0, null, null,
				null);
	}

	/**
	 * Make a failure of an engine's kind.
	 * @param kind the kind
	 * @param type its type, or empty
	 * @param message the message
	 * @return the failure
	 */
	public static FailureInfo of(FailureKind kind, String type, String message) {
		return new FailureInfo(kind, type, message, null, List.of(), false, null, 0, null, null, null);
	}

	/**
	 * Wrap this failure of the last attempt as what the workflow sees of the activity.
	 * @param activity the name of the activity
	 * @param attempts how many attempts were made
	 * @param state why there was no further one
	 * @return an activity failure with this as its cause
	 */
	public FailureInfo ofActivity(String activity, int attempts, String state) {
		return new FailureInfo(FailureKind.ACTIVITY, activity,
				"Activity '" + activity + "' failed after " + attempts + " attempt(s): " + summary(), null, List.of(),
				true, null, attempts, state, null, this);
	}

	/**
	 * Say that no further attempt can help.
	 * @return the failure that says so
	 */
	public FailureInfo asNonRetryable() {
		return new FailureInfo(this.kind, this.type, this.message, this.stack, this.details, true, this.declared,
				this.attempts, this.retryState, this.workflowId, this.cause);
	}

	/**
	 * Name the declared exception class that the workflow gets to see.
	 * @param name the name of the class
	 * @return the failure with that name
	 */
	public FailureInfo withDeclared(String name) {
		return new FailureInfo(this.kind, this.type, this.message, this.stack, this.details, this.nonRetryable, name,
				this.attempts, this.retryState, this.workflowId, this.cause);
	}

	/**
	 * Return type and message in one line, for operators.
	 * @return the line
	 */
	public String summary() {
		String name = this.type.isEmpty() ? this.kind.name() : this.type;
		return (this.message != null) ? name + ": " + this.message : name;
	}

}
