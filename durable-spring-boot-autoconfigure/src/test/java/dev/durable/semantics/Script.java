package dev.durable.semantics;

/**
 * The code of one workflow, as a test gives it. It is replayed, so what it catches from
 * the test must not change.
 */
@FunctionalInterface
interface Script {

	/**
	 * Run the code.
	 * @param workflow the run
	 * @throws Exception if the workflow fails
	 */
	void run(Scripted workflow) throws Exception;

}
