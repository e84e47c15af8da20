package dev.durable.history;

import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

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
	 * @param details with what it was started besides
	 */
	record WorkflowStarted(int grammar, long seed, String type, Payload arguments,
			StartDetails details) implements Incoming {

		/**
		 * Make the event of a run that is started with nothing special.
		 * @param grammar the version of the scheduling rules
		 * @param seed the seed of all randomness of the run
		 * @param type the workflow type
		 * @param arguments the arguments of the workflow method, as one array
		 */
		public WorkflowStarted(int grammar, long seed, String type, Payload arguments) {
			this(grammar, seed, type, arguments, StartDetails.NONE);
		}

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
	 * @param headers the context of the sender, by propagator
	 */
	record SignalReceived(String name, Payload arguments, Map<String, String> headers) implements Incoming {

		public SignalReceived {
			headers = Map.copyOf(headers);
		}

		/**
		 * Make the event of a signal without context.
		 * @param name the name of the signal
		 * @param arguments its arguments, as one array
		 */
		public SignalReceived(String name, Payload arguments) {
			this(name, arguments, Map.of());
		}

	}

	/**
	 * An update was taken from the inbox and its validator had nothing against it.
	 *
	 * @param updateId the id of the update, unique within the chain
	 * @param name the name of the update
	 * @param arguments its arguments, as one array
	 * @param headers the context of the sender, by propagator
	 */
	record UpdateAccepted(String updateId, String name, Payload arguments,
			Map<String, String> headers) implements Incoming {

		public UpdateAccepted {
			headers = Map.copyOf(headers);
		}

	}

	/**
	 * The chain of a child has closed with a result.
	 *
	 * @param childId the child, named by the first run of its chain
	 * @param result what its workflow method returned
	 */
	record ChildCompleted(UUID childId, Payload result) implements Incoming {
	}

	/**
	 * The chain of a child has closed without a result, or the child could not be
	 * started.
	 *
	 * @param childId the child, named by the first run of its chain
	 * @param failure how it ended; the workflow gets it as the cause of a
	 * {@link dev.durable.ChildWorkflowFailure}
	 */
	record ChildFailed(UUID childId, FailureInfo failure) implements Incoming {
	}

	/**
	 * Somebody has asked for the end of the run, or its time is up.
	 *
	 * @param reason why, or null
	 * @param timeout the timeout that was reached, the name of a
	 * {@link dev.durable.TimeoutType}, or null if it is a request
	 */
	record CancelRequested(@Nullable String reason, @Nullable String timeout) implements Incoming {
	}

	/**
	 * A signal or cancel request to another workflow was put into its inbox.
	 *
	 * @param requestId the request, named by the position of its command
	 */
	record ExternalSignalDelivered(long requestId) implements Incoming {
	}

	/**
	 * A signal or cancel request to another workflow found no open run.
	 *
	 * @param requestId the request, named by the position of its command
	 * @param failure what the workflow gets to see
	 */
	record ExternalSignalFailed(long requestId, FailureInfo failure) implements Incoming {
	}

}
