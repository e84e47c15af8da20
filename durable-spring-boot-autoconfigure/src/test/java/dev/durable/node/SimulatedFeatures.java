package dev.durable.node;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import dev.durable.CancellationType;
import dev.durable.RetryState;
import dev.durable.history.Command;
import dev.durable.history.Event;
import dev.durable.history.Incoming;
import dev.durable.history.Recorded;
import dev.durable.history.Terminal;
import dev.durable.store.RunRow;

/**
 * What the histories of a schedule tell of the parts of the API that were used.
 */
final class SimulatedFeatures {

	/** What an activity leaves behind on which its caller has turned its back. */
	static final String ABANDONED = "activity abandoned";

	/** What some schedule must have led to; else nothing is proved of it. */
	static final Set<String> ALL = all();

	private SimulatedFeatures() {
	}

	private static Set<String> all() {
		Set<String> all = new HashSet<>(Set.of(ABANDONED, "abandoned activity completed", "signal hear",
				"Chain WorkflowFailed", "Chain ContinuedAsNew", "Chain WorkflowCompleted"));
		Stream.of(Incoming.class, Command.class, Terminal.class)
			.flatMap((kind) -> Stream.of(kind.getPermittedSubclasses()))
			.map(Class::getSimpleName)
			.forEach(all::add);
		Stream
			.of(RetryState.NON_RETRYABLE_FAILURE, RetryState.MAXIMUM_ATTEMPTS_REACHED, RetryState.TIMEOUT,
					RetryState.CANCELLED)
			.map(SimulatedFeatures::ended)
			.forEach(all::add);
		return all;
	}

	private static String ended(Object state) {
		return "activity ended by " + state;
	}

	/**
	 * Return the features that have left a trace in the history of a run.
	 */
	static Set<String> of(RunRow run, List<Recorded> history) {
		Set<String> features = new HashSet<>();
		for (Recorded recorded : history) {
			Event event = recorded.event();
			features.add(event.getClass().getSimpleName());
			if (event instanceof Incoming.ActivityFailed failed) {
				features.add(ended(failed.failure().retryState()));
			}
			else if (event instanceof Incoming.SignalReceived signal) {
				features.add("signal " + signal.name());
			}
			else if (event instanceof Terminal) {
				features.add(run.type() + " " + event.getClass().getSimpleName());
			}
			else if (event instanceof Command.SideEffectRecorded effect && isAbandoned(effect)) {
				features.add(ABANDONED);
			}
			else if (event instanceof Incoming.ActivityCompleted completed && features.contains(ABANDONED)
					&& isLeftAlone(history, completed.activityId())) {
				features.add("abandoned activity completed");
			}
		}
		return features;
	}

	private static boolean isAbandoned(Command.SideEffectRecorded effect) {
		return effect.value() != null && new String(effect.value().json(), StandardCharsets.UTF_8).contains(ABANDONED);
	}

	private static boolean isLeftAlone(List<Recorded> history, long activityId) {
		return history.get((int) activityId - 1).event() instanceof Command.ActivityScheduled scheduled
				&& scheduled.settings().cancellation() == CancellationType.ABANDON;
	}

}
