package dev.durable.benchmarks.compare;

import dev.durable.benchmarks.Order;

/**
 * Something that runs workflows. What it cannot do throws
 * {@link UnsupportedOperationException}.
 */
interface Subject extends AutoCloseable {

	/**
	 * Return its version and how it is set up, to be printed beside its figures.
	 */
	String description();

	/**
	 * Run a workflow of one step, and wait for its result.
	 */
	void oneStep(String id, Order order) throws Exception;

	/**
	 * Run a workflow of four steps in sequence, and wait for its result.
	 */
	default void fourSteps(String id, Order order) throws Exception {
		throw new UnsupportedOperationException();
	}

	/**
	 * Start a workflow that sleeps for {@link Sleeps#TIME} between {@link Sleeps#before}
	 * and {@link Sleeps#after}.
	 */
	default Result sleeper(String id) throws Exception {
		throw new UnsupportedOperationException();
	}

	/**
	 * Start a workflow that waits for a signal.
	 */
	default Result listener(String id) throws Exception {
		throw new UnsupportedOperationException();
	}

	/**
	 * Send the signal. Returns when it is durable.
	 */
	default void signal(String id) throws Exception {
		throw new UnsupportedOperationException();
	}

	@Override
	void close();

	/**
	 * The end of a workflow.
	 */
	interface Result {

		void await() throws Exception;

	}

}
