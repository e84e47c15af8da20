package dev.durable.node;

import java.time.Duration;

import dev.durable.client.WorkflowStatus;

/**
 * Is told what happens on a node: each thing once, on the node on which it happens, and
 * what is durable only when it is. Nothing of a replay is told but the replay itself.
 * <p>
 * It is called by the threads that do the work: it neither blocks nor throws. Times are
 * nanoseconds where they are measured on the hot path.
 */
public interface NodeListener {

	/**
	 * Nobody listens.
	 */
	NodeListener NONE = new NodeListener() {
	};

	/**
	 * A run was started: by a client, a parent, or in place of the one before it.
	 * @param type its workflow type
	 */
	default void started(String type) {
	}

	/**
	 * A run has closed.
	 * @param type its workflow type
	 * @param status how
	 * @param duration the time since it was started
	 */
	default void closed(String type, WorkflowStatus status, Duration duration) {
	}

	/**
	 * A timer has fired.
	 * @param type the workflow type
	 * @param late how long after it was due
	 */
	default void timerFired(String type, Duration late) {
	}

	/**
	 * A history was replayed, to bring a run into memory or to answer a query.
	 * @param type the workflow type
	 * @param done whether the code has asked for what is stored
	 * @param nanos how long it took
	 */
	default void replayed(String type, boolean done, long nanos) {
	}

	/**
	 * An attempt of an activity begins.
	 * @param activity the activity
	 * @param waited how long after it was due: the commit, and the wait for a thread
	 */
	default void attemptBegun(String activity, Duration waited) {
	}

	/**
	 * An attempt of an activity has ended.
	 * @param activity the activity
	 * @param outcome how
	 * @param nanos how long it took
	 */
	default void attemptEnded(String activity, AttemptOutcome outcome, long nanos) {
	}

	/**
	 * An activity has ended, after its last attempt.
	 * @param activity the activity
	 * @param failed whether its workflow gets a failure
	 * @param attempts how many attempts there were
	 */
	default void activityEnded(String activity, boolean failed, int attempts) {
	}

	/**
	 * A commit of many runs has ended.
	 * @param outcome how
	 * @param runs how many runs had something to commit
	 * @param nanos how long it took
	 */
	default void committed(BatchOutcome outcome, int runs, long nanos) {
	}

	/**
	 * The poller has looked for work.
	 * @param found whether it has taken runs
	 * @param nanos how long it took
	 */
	default void polled(boolean found, long nanos) {
	}

	/**
	 * This node was expired by others.
	 */
	default void leaseLost() {
	}

	/**
	 * This node has expired another one.
	 * @param runs how many runs of it are free now
	 */
	default void takenOver(int runs) {
	}

	/**
	 * Letters were found that no run will take.
	 * @param readable whether their workflow had closed; else its code cannot read them
	 * @param count how many
	 */
	default void deadLetters(boolean readable, int count) {
	}

	/**
	 * A run calls something with other arguments on replay than are recorded. Told once
	 * for each run and call, as far as is remembered.
	 * @param call the activity, child type or signal
	 */
	default void drifted(String call) {
	}

	/**
	 * Tell how often {@link #sampled} is to be called.
	 * @return the time between two samples; zero for never
	 */
	default Duration sampleInterval() {
		return Duration.ZERO;
	}

	/**
	 * What is there now. Counted apart from the threads that do the work.
	 * @param sample what was counted
	 */
	default void sampled(NodeSample sample) {
	}

}
