package dev.durable.jpa;

import java.sql.Connection;
import java.sql.SQLException;

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

	/**
	 * A transaction of another data source may have a connection of this one at hand,
	 * which then commits by itself.
	 */
	@Override
	public boolean isActive() {
		if (!TransactionSynchronizationManager.isActualTransactionActive()
				|| !TransactionSynchronizationManager.isSynchronizationActive()
				|| !TransactionSynchronizationManager.hasResource(this.dataSource)) {
			return false;
		}
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

	@Override
	public boolean isReadOnly() {
		return TransactionSynchronizationManager.isCurrentTransactionReadOnly();
	}

	@Override
	public void afterCommit(Runnable action) {
		if (!isActive()) {
			action.run();
			return;
		}
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public void afterCommit() {
				action.run();
			}

		});
	}

}
