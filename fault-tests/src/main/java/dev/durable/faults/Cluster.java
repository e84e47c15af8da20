package dev.durable.faults;

import java.util.List;

import dev.durable.test.CrashablePostgres;
import dev.durable.test.PostgresServer.Database;

/**
 * The processes of a run: nodes, each a JVM, and one PostgreSQL.
 */
public interface Cluster {

	/**
	 * Return how many nodes there are when all are up.
	 * @return the number of nodes
	 */
	int size();

	/**
	 * Return the process that is node {@code number} at the moment.
	 * @param number the number, from 0
	 * @return the process, which may have ended
	 */
	NodeProcess node(int number);

	/**
	 * Start nodes again, after their processes have ended, as processes with other names.
	 * Returns when they have joined.
	 * @param numbers the numbers, from 0
	 */
	void restart(int... numbers);

	/**
	 * Return the database server.
	 * @return the server
	 */
	CrashablePostgres postgres();

	/**
	 * Return the database, reached directly, whatever stands between it and the nodes.
	 * @return the database
	 */
	Database database();

	/**
	 * Let a node reach the database at another port of this machine, from its next start
	 * on.
	 * @param number the number of the node
	 * @param port the port
	 */
	void usePort(int number, int port);

	/**
	 * Give each node an argument, from its next start on.
	 * @param argument the argument, such as {@code --a.b=c}
	 */
	void addArgument(String argument);

	/**
	 * Return the settings of the run.
	 * @return the settings
	 */
	FaultSettings settings();

	/**
	 * Return the processes that were nodes since the beginning, the present ones
	 * included.
	 * @return the processes, in the order of their start
	 */
	List<NodeProcess> processes();

}
