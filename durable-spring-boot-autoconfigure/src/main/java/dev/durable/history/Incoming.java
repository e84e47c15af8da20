package dev.durable.history;

/**
 * What happened to a run from outside its code. Each begins a turn.
 */
public sealed interface Incoming extends Event {

	/**
	 * The run was started.
	 *
	 * @param grammar the version of the scheduling rules, kept for the life of the run
	 * @param seed the seed of all randomness of the run
	 * @param type the workflow type
	 * @param arguments the arguments of the workflow method, as one array
	 */
	record WorkflowStarted(int grammar, long seed, String type, Payload arguments) implements Incoming {
	}

	/**
	 * An activity returned.
	 *
	 * @param activityId the activity, named by the position of its
	 * {@link Command.ActivityScheduled}
	 * @param result what it returned
	 */
	record ActivityCompleted(long activityId, Payload result) implements Incoming {
	}

	/**
	 * An activity failed for good.
	 *
	 * @param activityId the activity
	 * @param failure what the workflow gets to see
	 */
	record ActivityFailed(long activityId, FailureInfo failure) implements Incoming {
	}

	/**
	 * The node that ran an attempt is gone, so nobody knows how far the attempt came. It
	 * counts as an attempt; the workflow code does not see it.
	 *
	 * @param activityId the activity
	 * @param attempt the attempt that was lost, from 1
	 */
	record ActivityAttemptLost(long activityId, int attempt) implements Incoming {
	}

	/**
	 * A timer is due.
	 *
	 * @param timerId the timer, named by the position of its {@link Command.TimerStarted}
	 */
	record TimerFired(long timerId) implements Incoming {
	}

	/**
	 * A signal was taken from the inbox.
	 *
	 * @param name the name of the signal
	 * @param arguments its arguments, as one array
	 */
	record SignalReceived(String name, Payload arguments) implements Incoming {
	}

}
