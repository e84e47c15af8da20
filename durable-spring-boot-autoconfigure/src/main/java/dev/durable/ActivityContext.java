package dev.durable;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

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

	/**
	 * Tell that the attempt is alive, and leave details for the attempt that may follow.
	 * Cheap enough to be called often: not every call is written, but the last details
	 * before a failure are.
	 * @param details how far the attempt has come, or {@code null} to keep what was told
	 * before
	 * @throws CancelledFailure if the activity is asked to end
	 * @throws ActivityAbandoned if the attempt no longer counts: its time is over, its
	 * run is closed, or its node has lost the lease
	 */
	void heartbeat(@Nullable Object details);

	/**
	 * The details of the last heartbeat, of this attempt or of the latest one before it
	 * that has told any.
	 * @param <T> the type of the details
	 * @param type the type as which the details are read
	 * @return the details, or empty if none were told
	 */
	<T> Optional<T> lastHeartbeat(Class<T> type);

	/**
	 * Leave the outcome to someone else: what the method returns is ignored, and the
	 * activity stays open until its token is given to
	 * {@code WorkflowClient.completeActivity} or {@code failActivity}, on any node, or
	 * its time is over. If the method throws, the attempt fails as any other. If the node
	 * is killed before the method has returned, the attempt is lost as any other: its
	 * token is void, and the next attempt has another one.
	 * @return the token, the same when called again in this attempt
	 */
	String completeLater();

}
