package dev.durable.node;

import java.util.Map;

import dev.durable.engine.RunIdentity;
import dev.durable.engine.TurnScope;
import dev.durable.history.Command;
import dev.durable.history.Incoming;
import org.jspecify.annotations.Nullable;

/**
 * Stands around the code of users: turns of workflows, as they happen and not as they are
 * replayed, and attempts of activities. It never throws.
 */
public interface CodeObserver {

	/**
	 * Nobody looks.
	 */
	CodeObserver NONE = new CodeObserver() {
	};

	/**
	 * A turn begins.
	 * @param call which one
	 * @return goes with the turn, or null if nobody looks
	 */
	default @Nullable ObservedTurn turn(TurnCall call) {
		return null;
	}

	/**
	 * An attempt begins, on the calling thread.
	 * @param call which one
	 * @return told of its end on the same thread, or null if nobody looks
	 */
	default @Nullable ObservedAttempt attempt(AttemptCall call) {
		return null;
	}

	/**
	 * A turn.
	 *
	 * @param run the run
	 * @param type its workflow type
	 * @param event what it takes
	 * @param origin the context of whoever started the run, by propagator
	 * @param open whether it may have been taken before, and nothing came of it: then it
	 * is only a turn from its first command on
	 */
	record TurnCall(RunIdentity run, String type, Incoming event, Map<String, String> origin, boolean open) {

	}

	/**
	 * An attempt.
	 *
	 * @param run the run
	 * @param type its workflow type
	 * @param activity what was called
	 * @param number the number of the attempt, from 1
	 */
	record AttemptCall(RunIdentity run, String type, Command.ActivityScheduled activity, int number) {

	}

	/**
	 * A turn that is looked at.
	 */
	interface ObservedTurn extends TurnScope {

		/**
		 * The turn has ended.
		 * @param failure why the run is stuck now, or null if the turn is well
		 */
		void end(@Nullable Throwable failure);

	}

	/**
	 * An attempt that is looked at.
	 */
	interface ObservedAttempt {

		/**
		 * The attempt has ended.
		 * @param outcome how
		 * @param failure what it has thrown, or null
		 */
		void end(AttemptOutcome outcome, @Nullable Throwable failure);

	}

}
