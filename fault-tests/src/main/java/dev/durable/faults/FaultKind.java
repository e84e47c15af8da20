package dev.durable.faults;

import java.util.random.RandomGenerator;

/**
 * A kind of fault that can be made to happen to the nodes or to their database. Kinds are
 * found by {@link java.util.ServiceLoader}: one that is named there takes part in every
 * run.
 */
public interface FaultKind {

	/**
	 * Return the name under which the fault is reported.
	 * @return a name such as {@code kill}
	 */
	String name();

	/**
	 * Return how often the kind is drawn, compared with the others.
	 * @return the weight, 0 for never
	 */
	default int weight() {
		return 1;
	}

	/**
	 * Prepare, before any node is started: here a kind may put itself between the nodes
	 * and the database, or ask for arguments of the nodes.
	 * @param cluster the nodes to be
	 * @throws Exception if it cannot be prepared, which ends the run
	 */
	default void prepare(Cluster cluster) throws Exception {
	}

	/**
	 * Let the fault happen, and return when it is over, for all that this kind can do
	 * about it: a process that was stopped goes on again, one that was killed was started
	 * again.
	 * @param cluster the nodes and their database
	 * @param random the only source of chance
	 * @return what has happened, with a way to find out whether it had an effect
	 * @throws Exception if the fault could not be made to happen, which ends the run
	 */
	Strike strike(Cluster cluster, RandomGenerator random) throws Exception;

	/**
	 * Stop disturbing for good. Called once, before everything has to come to its end.
	 * @param cluster the nodes and their database
	 * @throws Exception if the fault cannot be ended, which ends the run
	 */
	default void heal(Cluster cluster) throws Exception {
	}

}
