package dev.durable.engine;

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

}
