package dev.durable.jpa;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;

import javax.sql.DataSource;

import dev.durable.node.CallerTransaction;
import dev.durable.store.StoreUnavailableException;

import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The Spring transaction of the calling thread, if it has a connection of the store's
 * data source: by JDBC, or by JPA, which shows its connection under its data source.
 */
public final class SpringCallerTransaction implements CallerTransaction {

	private final DataSource dataSource;

	private final ThreadLocal<Boolean> apart = new ThreadLocal<>();

	/**
	 * Create the view of transactions.
	 * @param dataSource the data source of the application on which the store is
	 */
	public SpringCallerTransaction(DataSource dataSource) {
		this.dataSource = target(dataSource);
	}

	static DataSource target(DataSource dataSource) {
		return (dataSource instanceof TransactionAwareDataSourceProxy proxy && proxy.getTargetDataSource() != null)
				? proxy.getTargetDataSource() : dataSource;
	}

	DataSource dataSource() {
		return this.dataSource;
	}

	/**
	 * Between the commit and the end of a transaction its connection is still there, but
	 * nobody would commit what is done on it.
	 */
	@Override
	public boolean isActive() {
		if (isApart() || !TransactionSynchronizationManager.isActualTransactionActive()
				|| !TransactionSynchronizationManager.isSynchronizationActive() || !hasConnection()) {
			return false;
		}
		return switch (BusinessTransaction.on(this.dataSource)) {
			case BEGUN -> true;
			case NONE -> false;
			case UNKNOWN -> isCommittedLater();
		};
	}

	/**
	 * A transaction of another data source may have a connection of this one at hand,
	 * which then commits by itself.
	 */
	private boolean isCommittedLater() {
		Connection connection = DataSourceUtils.getConnection(this.dataSource);
		try {
			return !connection.getAutoCommit();
		}
		catch (SQLException ex) {
			throw new StoreUnavailableException("The connection of the transaction is broken: " + ex.getMessage(), ex);
		}
		finally {
			DataSourceUtils.releaseConnection(connection, this.dataSource);
		}
	}

	/**
	 * Tell whether a connection is bound to the thread, whoever commits it.
	 */
	boolean hasConnection() {
		return TransactionSynchronizationManager.hasResource(this.dataSource);
	}

	@Override
	public boolean isReadOnly() {
		return TransactionSynchronizationManager.isCurrentTransactionReadOnly();
	}

	@Override
	public void afterCommit(Runnable action) {
		if (isActive()) {
			TransactionSynchronizationManager.registerSynchronization(new AfterCommit(action));
		}
		else {
			action.run();
		}
	}

	boolean isApart() {
		return this.apart.get() != null;
	}

	@Override
	public <T> T apart(Supplier<T> work) {
		if (isApart()) {
			return work.get();
		}
		this.apart.set(true);
		try {
			return work.get();
		}
		finally {
			this.apart.remove();
		}
	}

	/**
	 * Does something after the commit, unless the transaction has gone back to a
	 * savepoint that is older.
	 */
	private static final class AfterCommit implements TransactionSynchronization {

		private final Runnable action;

		private final Set<Object> newerSavepoints = new HashSet<>();

		private boolean undone;

		AfterCommit(Runnable action) {
			this.action = action;
		}

		@Override
		public void savepoint(Object savepoint) {
			this.newerSavepoints.add(savepoint);
		}

		@Override
		public void savepointRollback(Object savepoint) {
			this.undone |= !this.newerSavepoints.contains(savepoint);
		}

		@Override
		public void afterCommit() {
			if (!this.undone) {
				this.action.run();
			}
		}

	}

}
