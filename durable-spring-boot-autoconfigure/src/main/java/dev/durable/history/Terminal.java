package dev.durable.history;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * The end of a run. Nothing follows it.
 */
public sealed interface Terminal extends Event {

	/**
	 * Return the run of the chain that goes on where this one has ended.
	 * @return its run id, or null if the chain has closed
	 */
	default @Nullable UUID next() {
		return null;
	}

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
	 * @param next the run that tries it again, or null
	 * @param decidedAt the position of the event in whose turn it was thrown, 0 if that
	 * is not known
	 */
	record WorkflowFailed(FailureInfo failure, @Nullable UUID next, long decidedAt) implements Terminal {

		/**
		 * Make the end of a run that is not tried again.
		 * @param failure what was thrown
		 */
		public WorkflowFailed(FailureInfo failure) {
			this(failure, null, 0);
		}

	}

	/**
	 * The run was asked to cancel, and has.
	 *
	 * @param reason why it was asked, or null
	 */
	record WorkflowCancelled(@Nullable String reason) implements Terminal {
	}

	/**
	 * The run was ended from outside.
	 *
	 * @param reason why
	 * @param next the run that has been made of a part of its history, or null
	 */
	record WorkflowTerminated(String reason, @Nullable UUID next) implements Terminal {
	}

	/**
	 * The time of the run was up.
	 *
	 * @param timeout which time, the name of a {@link dev.durable.TimeoutType}
	 * @param next the run that tries it again, or null
	 * @param decidedAt the position of the event that has told the code, 0 if the code
	 * was not told
	 */
	record WorkflowTimedOut(String timeout, @Nullable UUID next, long decidedAt) implements Terminal {
	}

	/**
	 * The run goes on as a new one with a history of its own.
	 *
	 * @param next the new run
	 * @param arguments the arguments of the workflow method there, as one array
	 */
	record ContinuedAsNew(UUID next, Payload arguments) implements Terminal {
	}

}
