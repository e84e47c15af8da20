package dev.durable.node;

import dev.durable.engine.RunIdentity;
import dev.durable.history.Incoming;
import dev.durable.history.Precedence;
import dev.durable.store.Fence;
import dev.durable.store.NewLetter;
import org.jspecify.annotations.Nullable;

/**
 * For whom an attempt is made: the run, which is in the memory of this node, or a queue
 * from which this node has taken the attempt.
 */
interface AttemptOwner {

	RunIdentity identity();

	String typeName();

	/**
	 * Return which of the attempts that wait come first.
	 */
	Precedence precedence();

	/**
	 * Return the run, or null if the attempt was taken from a queue.
	 */
	@Nullable ResidentRun resident();

	/**
	 * Tell what happens to the attempt. Never blocks; may be called by any thread.
	 */
	void tell(Message message);

	/**
	 * Tell how the attempt has ended, as the last thing that its thread does.
	 */
	void tellLast(Message message);

	/**
	 * Make the letter with the result of a transactional attempt.
	 */
	NewLetter result(long activityId, int number, Incoming event);

	/**
	 * End a transactional attempt, as the last statements of its transaction.
	 */
	void deliver(Fence fence, NewLetter result);

	/**
	 * The commit of the attempt may or may not have happened, and cannot happen any more:
	 * find out.
	 */
	void doubted(Execution execution, Message.AttemptFailed failed);

}
