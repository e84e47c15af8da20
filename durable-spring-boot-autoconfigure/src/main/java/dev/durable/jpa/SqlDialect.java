package dev.durable.jpa;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.UUID;

import dev.durable.jpa.Batch.Write;
import dev.durable.store.AttemptFilter;
import dev.durable.store.AttemptRef;
import dev.durable.store.ClaimFilter;
import dev.durable.store.Fence;
import dev.durable.store.OutcomeUnknownException;
import dev.durable.store.OutgoingLetter;
import dev.durable.store.RunChange;
import dev.durable.store.RunStart;
import dev.durable.store.SentLetter;
import org.jspecify.annotations.Nullable;

/**
 * What the databases say each in their own words. Each method runs in the transaction of
 * the connection.
 */
interface SqlDialect {

	/**
	 * Prepare a connection, on which auto-commit is off, for a transaction of the engine.
	 * @param connection the connection
	 * @param lockTimeout how long a statement waits for a lock
	 * @return what is to be done when the transaction is over
	 */
	Undo prepare(Connection connection, Duration lockTimeout) throws SQLException;

	/**
	 * Lock the fence as the first statement of a transaction, and read the clock.
	 * @param connection the connection, prepared
	 * @param lockTimeout how long a statement waits for a lock
	 * @param fence the slot, or null for a transaction without a fence
	 * @return a time between the begin of the transaction and now, or null if the fence
	 * is gone
	 */
	@Nullable Instant lock(Connection connection, Duration lockTimeout, @Nullable Fence fence) throws SQLException;

	/**
	 * Lock the fence as the last statement of the caller's transaction.
	 * @param connection the connection of the caller
	 * @param fence the slot
	 * @return false if the fence is gone
	 */
	boolean lockLast(Connection connection, Fence fence) throws SQLException;

	/**
	 * Protect the caller's transaction from what follows.
	 * @param connection the connection of the caller
	 * @param lockTimeout how long a statement waits for a lock
	 * @return the savepoint
	 */
	Guard guard(Connection connection, Duration lockTimeout) throws SQLException;

	/**
	 * Tell whether a deadlock costs the whole transaction, savepoints or not.
	 * @return true if so
	 */
	boolean isDeadlockFatal();

	/**
	 * Return how the database calls the type of bytes.
	 * @return the type
	 */
	String bytesType();

	/**
	 * Insert runs; one that is not owned is due when it may begin.
	 * @param connection the connection
	 * @param runs the runs
	 * @param owner the owner of those that are owned, or null
	 * @param writeId the write id or null
	 * @return the ids of the runs that were not inserted, since their workflow id is
	 * taken
	 */
	List<UUID> insertRuns(Connection connection, List<RunStart> runs, @Nullable Long owner, @Nullable UUID writeId)
			throws SQLException;

	/**
	 * Insert the events of a commit.
	 * @param scope the transaction
	 * @param events the events
	 * @param writeId their write id
	 */
	void insertEvents(Scope scope, List<HistoryEntity> events, UUID writeId) throws SQLException;

	/**
	 * Tell whether this database has a shorter way to write and commit some changes.
	 * @param changes the changes
	 * @return false if it has none
	 */
	default boolean isUsual(List<RunChange> changes) {
		return false;
	}

	/**
	 * Write changes the shorter way, and commit them.
	 * @param connection the connection, without a transaction, on which auto-commit is
	 * off
	 * @param fence the fence to hold
	 * @param lockTimeout how long a statement waits for a lock
	 * @param write what to write
	 * @return the time of the store, or nothing if something was not as usual, and
	 * nothing was committed
	 * @throws OutcomeUnknownException if it may or may not have been committed
	 */
	default Optional<Instant> commitUsual(Connection connection, Fence fence, Duration lockTimeout, Write write)
			throws SQLException {
		return Optional.empty();
	}

	/**
	 * Return a shorter way to send a letter that has no key, and to commit it.
	 * @param letter the letter
	 * @param lockTimeout how long a statement waits for a lock
	 * @return sends it on a connection without a transaction, on which auto-commit is
	 * off, and returns whom it has gone to; or null if this database has none
	 */
	default Transactions.@Nullable Committing<Optional<SentLetter>> sending(OutgoingLetter letter,
			Duration lockTimeout) {
		return null;
	}

	/**
	 * Insert rows, except those whose key is there.
	 * @param connection the connection
	 * @param sql the insert
	 * @param rows its parameters
	 * @return how many rows were inserted by each; exact if there is one
	 */
	int[] insertNew(Connection connection, String sql, List<@Nullable Object[]> rows) throws SQLException;

	/**
	 * Make a node the owner of parked runs.
	 * @param connection the connection
	 * @param nodeId the node
	 * @param filter which runs
	 * @param now the time
	 * @return the claimed runs
	 */
	List<Claimed> claim(Connection connection, long nodeId, ClaimFilter filter, Instant now) throws SQLException;

	/**
	 * Make a node the owner of a parked run that is suspect.
	 * @param connection the connection
	 * @param nodeId the node
	 * @param filter which runs
	 * @param now the time
	 * @return the id of the claimed run
	 */
	Optional<UUID> claimSuspect(Connection connection, long nodeId, ClaimFilter filter, Instant now)
			throws SQLException;

	/**
	 * Lock gates of places.
	 * @param connection the connection
	 * @param gates their numbers
	 */
	void lockGates(Connection connection, SortedSet<Integer> gates) throws SQLException;

	/**
	 * Take attempts that are offered and due, whatever limits they have.
	 * @param connection the connection
	 * @param nodeId the node
	 * @param filter which attempts
	 * @param now the time
	 * @return the attempts
	 */
	List<AttemptRef> take(Connection connection, long nodeId, AttemptFilter filter, Instant now) throws SQLException;

	/**
	 * Lock the row of a limit.
	 * @param connection the connection
	 * @param activity the activity
	 * @return the row, or none if another node has locked it
	 */
	List<Queues.LimitRow> lockLimit(Connection connection, String activity) throws SQLException;

	/**
	 * A run that was claimed.
	 *
	 * @param runId the run
	 * @param waiting whether it waits for a place
	 */
	record Claimed(UUID runId, boolean waiting) {

	}

	/**
	 * Undoes settings of a connection.
	 */
	interface Undo {

		/** Nothing to undo. */
		Undo NONE = () -> {
		};

		void run() throws SQLException;

	}

	/**
	 * A savepoint in the caller's transaction.
	 */
	interface Guard {

		/** Keep what was done since. */
		void release() throws SQLException;

		/** Take back what was done since, and leave the transaction usable. */
		void rollback() throws SQLException;

	}

}
