package dev.durable.engine;

import java.time.Duration;
import java.util.List;

/**
 * A thread that workflow code holds by other means than durable calls: it sleeps, waits
 * for a lock, or does not end.
 *
 * @param run the run
 * @param branch the name of the branch, or what else it is
 * @param held how long at the least
 * @param stack where it is
 */
public record HeldThread(RunIdentity run, String branch, Duration held, List<StackTraceElement> stack) {

	/**
	 * How long a thread may be held before its run is stuck and the node is in trouble.
	 */
	public static final Duration LIMIT = Duration.ofSeconds(Branches.BLOCKED_SECONDS * Branches.BLOCKED_LOOKS_MAX);

	/**
	 * How long a thread has been held when it is first noticed.
	 */
	public static final Duration NOTICED = Duration.ofSeconds(Branches.BLOCKED_SECONDS);

	public HeldThread {
		stack = List.copyOf(stack);
	}

}
