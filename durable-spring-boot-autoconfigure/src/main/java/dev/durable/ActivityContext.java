package dev.durable;

/**
 * What an activity may know about the attempt that runs on the calling thread. Obtained
 * from {@link Durable#activity()}.
 */
public interface ActivityContext {

	/**
	 * The number of this attempt.
	 * @return the attempt, counted from 1
	 */
	int attempt();

	/**
	 * A key for other systems, by which they recognise that a request is repeated.
	 * @return the key: the same in all attempts of this call, and never used by another
	 * call
	 */
	String idempotencyKey();

	/**
	 * A number for other systems, by which they can refuse an attempt that no longer
	 * counts: a later attempt of this call has a larger one.
	 * @return the token
	 */
	long fencingToken();

	/**
	 * The call that this attempt serves.
	 * @return the call
	 */
	ActivityInfo info();

}
