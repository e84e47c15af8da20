package dev.durable.jpa;

import java.util.Map;
import java.util.TreeSet;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.hibernate.HibernateTransactionManager;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.TransactionManager;
import org.springframework.transaction.support.ResourceTransactionManager;

/**
 * The transaction managers of the application: those whose transactions the store joins,
 * and those whose transactions it cannot join.
 */
public final class BusinessTransactions {

	private static final Logger logger = LoggerFactory.getLogger(BusinessTransactions.class);

	private final DataSource dataSource;

	/**
	 * Create the view of managers.
	 * @param dataSource the data source of the application on which the store is
	 */
	public BusinessTransactions(DataSource dataSource) {
		this.dataSource = SpringCallerTransaction.target(dataSource);
	}

	/**
	 * Listen to when transactions begin and end, and warn of managers whose transactions
	 * cannot be joined.
	 * @param managers the managers by their bean names
	 */
	public void adopt(Map<String, TransactionManager> managers) {
		TreeSet<String> joined = new TreeSet<>();
		TreeSet<String> others = new TreeSet<>();
		managers.forEach((name, manager) -> {
			DataSource own = dataSource(manager);
			((own == this.dataSource) ? joined : others).add(name);
			if (manager instanceof ConfigurableTransactionManager configurable) {
				configurable.addListener(new Listener(own));
			}
		});
		if (!others.isEmpty()) {
			logger.warn("Workflows are kept in {}, and the transactions of {} are elsewhere: for them the promises of"
					+ " joining are off. What is started, signalled or steered in one of them takes effect at once,"
					+ " even if it rolls back, and an activity that is @Transactional by one of them may run more than"
					+ " once. Transactions on the data source of the workflows are those of {}. To keep workflows in"
					+ " another database, mark its DataSource bean with @DurableDataSource", this.dataSource, others,
					joined.isEmpty() ? "no transaction manager" : joined);
		}
	}

	/**
	 * Find the data source of a transaction manager.
	 * @param manager the manager
	 * @return its data source, or null if it has none
	 */
	static @Nullable DataSource dataSource(TransactionManager manager) {
		DataSource dataSource = null;
		if (manager instanceof JpaTransactionManager jpa) {
			dataSource = jpa.getDataSource();
		}
		else if (manager instanceof HibernateTransactionManager hibernate) {
			dataSource = hibernate.getDataSource();
		}
		else if (manager instanceof ResourceTransactionManager resource
				&& resource.getResourceFactory() instanceof DataSource jdbc) {
			dataSource = jdbc;
		}
		return (dataSource != null) ? SpringCallerTransaction.target(dataSource) : null;
	}

	/**
	 * Notes which transactions of a manager are under way.
	 *
	 * @param dataSource the data source of the manager, or null
	 */
	private record Listener(@Nullable DataSource dataSource) implements TransactionExecutionListener {

		@Override
		public void afterBegin(TransactionExecution transaction, @Nullable Throwable failure) {
			if (failure == null && transaction.isNewTransaction()) {
				BusinessTransaction.begun(this.dataSource);
			}
		}

		@Override
		public void afterCommit(TransactionExecution transaction, @Nullable Throwable failure) {
			ended(transaction);
		}

		@Override
		public void afterRollback(TransactionExecution transaction, @Nullable Throwable failure) {
			ended(transaction);
		}

		private void ended(TransactionExecution transaction) {
			if (transaction.isNewTransaction()) {
				BusinessTransaction.ended(this.dataSource);
			}
		}

	}

}
