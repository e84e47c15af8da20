package dev.durable;

import java.io.Serial;

/**
 * Code that may only read has made a call that would be recorded. Thrown by a query or a
 * validator, it reaches the one who asks and leaves the run unharmed. Thrown by an await
 * condition or a side-effect function, it is a bug of the workflow.
 */
public class ReadOnlyViolation extends IllegalStateException {

	@Serial
	private static final long serialVersionUID = 1L;

	/**
	 * Create a violation. For the engine and for tests.
	 * @param operation the call, for example {@code Durable.sleep} or
	 * {@code activity 'PaymentActivities.charge'}
	 * @param place the code that may only read, for example {@code query 'status'}
	 */
	public ReadOnlyViolation(String operation, String place) {
		super("""
				%s is not allowed in %s, which may only read: the call would be recorded in the history. Move it \
				into the workflow method or a handler, and read its result from a field here.""".formatted(operation,
				place));
	}

}
