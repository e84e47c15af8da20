package dev.durable.jpa;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * A transaction that a manager of the application has begun on this thread, until it has
 * committed or was rolled back. It is suspended and resumed with everything else that
 * belongs to the transaction.
 */
final class BusinessTransaction implements TransactionSynchronization {

	private final @Nullable DataSource dataSource;

	private boolean over;

	private BusinessTransaction(@Nullable DataSource dataSource) {
		this.dataSource = dataSource;
	}

	static void begun(@Nullable DataSource dataSource) {
		if (TransactionSynchronizationManager.isSynchronizationActive()) {
			TransactionSynchronizationManager.registerSynchronization(new BusinessTransaction(dataSource));
		}
	}

	/**
	 * A transaction inside one of another manager ends before that does.
	 */
	static void ended(@Nullable DataSource dataSource) {
		if (TransactionSynchronizationManager.isSynchronizationActive()) {
			for (TransactionSynchronization each : TransactionSynchronizationManager.getSynchronizations()) {
				if (each instanceof BusinessTransaction transaction && transaction.dataSource == dataSource) {
					transaction.over = true;
				}
			}
		}
	}

	/**
	 * Tell what is known of transactions on a data source.
	 */
	static Knowledge on(DataSource dataSource) {
		Knowledge knowledge = Knowledge.UNKNOWN;
		for (TransactionSynchronization each : TransactionSynchronizationManager.getSynchronizations()) {
			if (each instanceof BusinessTransaction transaction) {
				if (transaction.dataSource == dataSource && !transaction.over) {
					return Knowledge.BEGUN;
				}
				knowledge = Knowledge.NONE;
			}
		}
		return knowledge;
	}

	/**
	 * Whoever acts after the commit is to find the transaction over.
	 */
	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public void afterCommit() {
		this.over = true;
	}

	/**
	 * What is known of the transactions of a thread.
	 */
	enum Knowledge {

		/** There is one on the data source. */
		BEGUN,
		/** There is none on it, but there is or was another. */
		NONE,
		/** Begun by a manager that is no bean, or there is none at all. */
		UNKNOWN

	}

}
