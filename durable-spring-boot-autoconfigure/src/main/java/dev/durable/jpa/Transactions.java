package dev.durable.jpa;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;

import javax.sql.DataSource;

import dev.durable.jpa.SqlDialect.Guard;
import dev.durable.jpa.SqlDialect.Undo;
import dev.durable.store.EngineThreads;
import dev.durable.store.Fence;
import dev.durable.store.FenceLostException;
import dev.durable.store.OutcomeUnknownException;
import dev.durable.store.StoreException;
import dev.durable.store.StoreUnavailableException;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The transactions of the engine, and its part in those of the caller.
 */
final class Transactions {

	private static final Logger logger = LoggerFactory.getLogger(Transactions.class);

	/**
	 * How many reads of the engine may be under way at once. Any number of runs may want
	 * to be loaded, and none of them may keep the committer or the renewal of the lease
	 * from a connection.
	 */
	static final int READERS_MAX = 2;

	/** Waits until the persistence unit is there. */
	private final Supplier<SessionFactory> sessions;

	private final SqlDialect dialect;

	private final DataSource engine;

	private final DataSource callers;

	private final SpringCallerTransaction caller;

	private final Semaphore readers = new Semaphore(READERS_MAX, true);

	Transactions(Supplier<SessionFactory> sessions, SqlDialect dialect, DataSource engine,
			SpringCallerTransaction caller) {
		this.sessions = sessions;
		this.dialect = dialect;
		this.engine = engine;
		this.callers = caller.dataSource();
		this.caller = caller;
	}

	/**
	 * Write in a transaction of the engine.
	 * @param fence the fence to hold, or null if there is none
	 * @param lockTimeout how long a statement waits for a lock
	 * @param work what to do
	 * @param <T> the type of the result
	 * @return what the work returned, after it has committed
	 */
	<T> T write(@Nullable Fence fence, Duration lockTimeout, Work<T> work) {
		Connection connection = open(this.engine);
		try {
			return transact(connection, fence, lockTimeout, work);
		}
		finally {
			close(connection);
		}
	}

	/**
	 * Write in a transaction of the engine that the work itself commits.
	 * @param work what to do; whatever it leaves open is rolled back
	 * @param <T> the type of the result
	 * @return what the work returned
	 */
	<T> T commit(Committing<T> work) {
		Connection connection = open(this.engine);
		try {
			return commit(connection, work);
		}
		finally {
			close(connection);
		}
	}

	private <T> T commit(Connection connection, Committing<T> work) {
		Undo undo = Undo.NONE;
		try {
			undo = autoCommitOff(connection);
			return work.run(connection);
		}
		catch (SQLException | RuntimeException ex) {
			throw translated("A transaction failed before its commit", ex);
		}
		finally {
			restore(connection, undo, false);
		}
	}

	/**
	 * Write in the caller's transaction, under a savepoint, or in a transaction of its
	 * own if there is none.
	 * @param lockTimeout how long a statement waits for a lock
	 * @param work what to do
	 * @param <T> the type of the result
	 * @return what the work returned
	 */
	<T> T writeJoined(Duration lockTimeout, Work<T> work) {
		return onCallersConnection((connection, joined) -> {
			if (!joined) {
				return transact(connection, null, lockTimeout, work);
			}
			Guard guard = this.dialect.guard(connection, lockTimeout);
			try (Scope scope = new Scope(this.sessions, connection, Instant.EPOCH)) {
				T result = work.run(scope);
				guard.release();
				return result;
			}
			catch (Exception ex) {
				SqlFailureException failure = failureOf("A write in the transaction of the caller failed", ex);
				if (failure != null && failure.isDeadlock() && this.dialect.isDeadlockFatal()) {
					refuseCommit();
					throw failure;
				}
				rollback(guard);
				throw (failure != null) ? failure : rethrown(ex);
			}
		});
	}

	/**
	 * Write in the caller's transaction without a savepoint, or in a transaction of its
	 * own if there is none.
	 * @param lockTimeout how long a statement waits for a lock in a transaction of its
	 * own
	 * @param work what to do
	 * @param alone does and commits the same in a shorter way, or null if there is none
	 * @param <T> the type of the result
	 * @return what the work returned
	 */
	<T> T writeBare(Duration lockTimeout, Work<T> work, @Nullable Committing<T> alone) {
		return onCallersConnection((connection, joined) -> {
			if (joined) {
				try (Scope scope = new Scope(this.sessions, connection, Instant.EPOCH)) {
					return work.run(scope);
				}
			}
			return (alone != null) ? commit(connection, alone) : transact(connection, null, lockTimeout, work);
		});
	}

	/**
	 * Write in the caller's transaction, which must be there.
	 * @param work what to do
	 * @param <T> the type of the result
	 * @return what the work returned
	 */
	<T> T writeBound(Work<T> work) {
		return onCallersConnection((connection, joined) -> {
			if (!joined) {
				throw new IllegalStateException("No transaction of this data source is bound to the thread '"
						+ Thread.currentThread().getName() + "': begin one with its transaction manager");
			}
			try (Scope scope = new Scope(this.sessions, connection, Instant.EPOCH)) {
				return work.run(scope);
			}
		});
	}

	/**
	 * Read committed data, for the engine. Where it has no connections of its own, those
	 * of a caller are used up by the caller.
	 * @param work what to read
	 * @param <T> the type of the result
	 * @return what the work returned
	 */
	<T> T read(Function<StatelessSession, T> work) {
		if (this.engine == this.callers && this.caller.isActive()) {
			return readJoined(work);
		}
		this.readers.acquireUninterruptibly();
		try {
			return readAlone(work);
		}
		finally {
			this.readers.release();
		}
	}

	/**
	 * Read what is committed by now, in spite of an older snapshot of the caller's
	 * transaction.
	 * @param connection the connection of the caller
	 * @param work what to read
	 * @param <T> the type of the result
	 * @return what the work returned; nothing if the caller has no such snapshot, or the
	 * engine has no connections of its own: to wait for another one of the caller's pool
	 * could be to wait for oneself
	 */
	<T> Optional<T> readNewer(Connection connection, Committing<T> work) throws SQLException {
		if (SpringCallerTransaction.target(this.engine) == this.callers || !this.caller.isActive()
				|| connection.getTransactionIsolation() <= Connection.TRANSACTION_READ_COMMITTED) {
			return Optional.empty();
		}
		return Optional.ofNullable(read((session) -> session.doReturningWork(work::run)));
	}

	private <T> T readAlone(Function<StatelessSession, T> work) {
		Connection connection = open(this.engine);
		try {
			return read(connection, false, work);
		}
		catch (SQLException | RuntimeException ex) {
			throw translated("A read failed", ex);
		}
		finally {
			close(connection);
		}
	}

	/**
	 * Read what the caller's transaction sees, or committed data if there is none.
	 * @param work what to read
	 * @param <T> the type of the result
	 * @return what the work returned
	 */
	<T> T readJoined(Function<StatelessSession, T> work) {
		return isApart() ? read(work) : onCallersConnection((connection, joined) -> read(connection, joined, work));
	}

	private <T> T read(Connection connection, boolean joined, Function<StatelessSession, T> work) throws SQLException {
		try (StatelessSession session = this.sessions.get().openStatelessSession(connection)) {
			return work.apply(session);
		}
		finally {
			if (!joined && !connection.getAutoCommit()) {
				connection.rollback();
			}
		}
	}

	private <T> T transact(Connection connection, @Nullable Fence fence, Duration lockTimeout, Work<T> work) {
		Undo undo = Undo.NONE;
		boolean committed = false;
		try {
			Undo autoCommit = autoCommitOff(connection);
			undo = autoCommit;
			Undo settings = this.dialect.prepare(connection, lockTimeout);
			undo = () -> {
				settings.run();
				autoCommit.run();
			};
			Instant now = this.dialect.lock(connection, lockTimeout, fence);
			if (now == null) {
				throw new FenceLostException(fence + " is gone: the node was expired and must join anew", null);
			}
			try (Scope scope = new Scope(this.sessions, connection, now)) {
				T result = work.run(scope);
				if (!scope.isRollbackOnly()) {
					commit(connection);
					committed = true;
				}
				return result;
			}
		}
		catch (SQLException | RuntimeException ex) {
			throw translated("A transaction failed before its commit and was rolled back", ex);
		}
		finally {
			restore(connection, undo, committed);
		}
	}

	private static Undo autoCommitOff(Connection connection) throws SQLException {
		boolean autoCommit = connection.getAutoCommit();
		connection.setAutoCommit(false);
		return () -> connection.setAutoCommit(autoCommit);
	}

	private static void commit(Connection connection) {
		try {
			connection.commit();
		}
		catch (Throwable ex) {
			throw new OutcomeUnknownException("A commit failed, and may or may not have happened: " + ex.getMessage(),
					ex);
		}
	}

	/*
	 * Switching auto-commit on would commit what is open: if the rollback fails, the
	 * connection stays as it is.
	 */
	private static void restore(Connection connection, Undo undo, boolean committed) {
		try {
			if (!committed) {
				connection.rollback();
			}
			undo.run();
		}
		catch (SQLException | RuntimeException ex) {
			// Whoever pools the connection throws a broken one away
			logger.debug("A connection could not be restored", ex);
		}
	}

	/*
	 * A connection that is bound and not joined belongs to what others do on this thread:
	 * it may be in the middle of something, or the last one that there is.
	 */
	private <T> T onCallersConnection(OnConnection<T> work) {
		boolean joined = this.caller.isActive();
		boolean bound = !joined && !isApart() && this.caller.hasConnection();
		if (joined || (bound && this.engine == this.callers)) {
			return onBoundConnection(joined, work);
		}
		Connection connection = open((bound || isApart()) ? this.engine : this.callers);
		try {
			return work.run(connection, false);
		}
		catch (SQLException | RuntimeException ex) {
			throw translated("A statement failed", ex);
		}
		finally {
			close(connection);
		}
	}

	private boolean isApart() {
		return EngineThreads.isCurrent() || this.caller.isApart();
	}

	private <T> T onBoundConnection(boolean joined, OnConnection<T> work) {
		Connection connection;
		try {
			connection = DataSourceUtils.getConnection(this.callers);
		}
		catch (CannotGetJdbcConnectionException ex) {
			throw new StoreUnavailableException("The database cannot be reached: " + ex.getMessage(), ex);
		}
		try {
			return work.run(connection, joined);
		}
		catch (SQLException | RuntimeException ex) {
			throw translated("A statement failed", ex);
		}
		finally {
			DataSourceUtils.releaseConnection(connection, this.callers);
		}
	}

	/*
	 * The database has rolled back all of the caller's work; if the caller went on and
	 * committed, half of it would be lost without a word.
	 */
	private static void refuseCommit() {
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public void beforeCommit(boolean readOnly) {
				throw new StoreUnavailableException("The database has rolled this transaction back"
						+ " after a deadlock with another one: run it again", null);
			}

		});
	}

	private static void rollback(Guard guard) {
		try {
			guard.rollback();
		}
		catch (SQLException ex) {
			throw new StoreUnavailableException("A savepoint could not be rolled back: " + ex.getMessage(), ex);
		}
	}

	/*
	 * An application that ends closes its beans while steps of the engine may be under
	 * way; what is closed in the middle fails in many ways.
	 */
	RuntimeException translated(String what, Exception ex) {
		SqlFailureException failure = failureOf(what, ex);
		if (failure == null && !(ex instanceof StoreException) && this.sessions.get().isClosed()) {
			return new StoreUnavailableException(what + ": the store is closed, as the application ends", ex);
		}
		return (failure != null) ? failure : rethrown(ex);
	}

	private static RuntimeException rethrown(Exception ex) {
		return (ex instanceof RuntimeException runtime) ? runtime : new IllegalStateException(ex);
	}

	static @Nullable SqlFailureException failureOf(String what, Exception ex) {
		if (ex instanceof SqlFailureException failure) {
			return failure;
		}
		if (ex instanceof StoreException) {
			return null;
		}
		SQLException cause = SqlFailureException.find(ex);
		return (cause != null) ? new SqlFailureException(what, cause) : null;
	}

	private static Connection open(DataSource dataSource) {
		try {
			return dataSource.getConnection();
		}
		catch (SQLException | RuntimeException ex) {
			throw new StoreUnavailableException("The database cannot be reached: " + ex.getMessage(), ex);
		}
	}

	private static void close(Connection connection) {
		try {
			connection.close();
		}
		catch (SQLException | RuntimeException ex) {
			logger.debug("A connection could not be closed", ex);
		}
	}

	/**
	 * What is done in a transaction.
	 *
	 * @param <T> the type of the result
	 */
	interface Work<T> {

		T run(Scope scope) throws SQLException;

	}

	/**
	 * What is done and committed on a connection.
	 *
	 * @param <T> the type of the result
	 */
	interface Committing<T> {

		T run(Connection connection) throws SQLException;

	}

	private interface OnConnection<T> {

		T run(Connection connection, boolean joined) throws SQLException;

	}

}
