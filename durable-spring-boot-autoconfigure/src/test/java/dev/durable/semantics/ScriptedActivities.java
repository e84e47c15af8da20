package dev.durable.semantics;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

import dev.durable.Activity;
import dev.durable.ActivityContext;
import dev.durable.ActivityMethod;
import dev.durable.ApplicationFailure;
import dev.durable.Durable;
import dev.durable.Retry;

/**
 * An activity whose code comes from the test that has started the workflow.
 */
@Activity(name = "Scripted")
class ScriptedActivities {

	private static final Map<String, Behaviour> BEHAVIOURS = new ConcurrentHashMap<>();

	private static final Map<String, Queue<Attempt>> ATTEMPTS = new ConcurrentHashMap<>();

	/**
	 * Give the code of an activity of a workflow.
	 */
	static void give(String id, String name, Behaviour behaviour) {
		BEHAVIOURS.put(id + "/" + name, behaviour);
	}

	/**
	 * Return the attempts of all activities of a workflow in the order of their
	 * beginning.
	 */
	static List<Attempt> attempts(String id) {
		return List.copyOf(ATTEMPTS.getOrDefault(id, new ConcurrentLinkedQueue<>()));
	}

	@ActivityMethod(retry = @Retry(initialInterval = "50ms"))
	public String perform(String name) {
		ActivityContext context = Durable.activity();
		String id = context.info().workflowId();
		ATTEMPTS.computeIfAbsent(id, (key) -> new ConcurrentLinkedQueue<>())
			.add(new Attempt(name, context.attempt(), context.idempotencyKey(), context.fencingToken(),
					System.nanoTime()));
		Behaviour behaviour = BEHAVIOURS.get(id + "/" + name);
		if (behaviour == null) {
			throw new ApplicationFailure("Unscripted", name).nonRetryable();
		}
		try {
			return behaviour.perform(context);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException("interrupted", ex);
		}
	}

	/**
	 * The code of one activity, as a test gives it.
	 */
	@FunctionalInterface
	interface Behaviour {

		/**
		 * Do the work.
		 * @param context the attempt
		 * @return the result
		 * @throws InterruptedException if the attempt is interrupted
		 */
		String perform(ActivityContext context) throws InterruptedException;

	}

	/**
	 * An attempt that was made.
	 *
	 * @param name the name of the activity
	 * @param number the number of the attempt
	 * @param idempotencyKey its key
	 * @param fencingToken its token
	 * @param nanos when it began
	 */
	record Attempt(String name, int number, String idempotencyKey, long fencingToken, long nanos) {

	}

}
