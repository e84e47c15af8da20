package dev.durable.engine;

import java.util.List;
import java.util.function.Consumer;

/**
 * Where the threads of branches come from. They must not inherit thread-locals.
 */
@FunctionalInterface
public interface BranchThreads {

	/**
	 * Run the body on a thread of its own, now or as soon as there is one. There must be
	 * no limit: a branch that waits for a thread while others hold theirs never ends.
	 * @param name a name for thread dumps
	 * @param body what to run
	 */
	void start(String name, Runnable body);

	/**
	 * Take note that workflow code holds its thread by other means than durable calls, or
	 * does not end.
	 * @param run the run
	 * @param branch the name of the branch
	 * @param thread its thread
	 * @return to be run when the code has let go; may be run several times
	 */
	default Runnable held(RunIdentity run, String branch, Thread thread) {
		return () -> {
		};
	}

	/**
	 * Take note that a condition or a validator begins on the calling thread, which
	 * whoever drives the run has lent it: nobody waits for it who could see that it does
	 * not end.
	 * @param run the run
	 * @param late told once where it is, if it takes as long as
	 * {@link HeldThread#NOTICED}
	 * @return to be run when it has ended
	 */
	default Runnable reading(RunIdentity run, Consumer<StackTraceElement[]> late) {
		return () -> {
		};
	}

	/**
	 * Return the threads that workflow code holds now.
	 * @return the threads, in any order
	 */
	default List<HeldThread> heldThreads() {
		return List.of();
	}

}
