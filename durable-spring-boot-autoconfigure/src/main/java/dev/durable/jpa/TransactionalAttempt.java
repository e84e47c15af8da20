package dev.durable.jpa;

import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;

import dev.durable.node.AttemptEnd;
import dev.durable.node.AttemptTransaction;
import dev.durable.store.NewLetter;
import dev.durable.store.OutcomeUnknownException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.interceptor.NoRollbackRuleAttribute;
import org.springframework.transaction.interceptor.RollbackRuleAttribute;
import org.springframework.transaction.interceptor.RuleBasedTransactionAttribute;
import org.springframework.transaction.interceptor.TransactionAttribute;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionSynchronizationUtils;

/**
 * The transaction of an attempt: what the activity writes, its result and the fence
 * commit together.
 */
final class TransactionalAttempt implements AttemptTransaction {

	private static final Logger logger = LoggerFactory.getLogger(TransactionalAttempt.class);

	private static final String COMPLETION_UNKNOWN = "40003";

	/**
	 * Classes of SQL states with which a database says that a commit has become a
	 * rollback.
	 */
	private static final Set<String> ROLLED_BACK = Set.of("22", "23", "25", "40", "44", "P0");

	private final PlatformTransactionManager manager;

	private final TransactionAttribute attribute;

	private final TransactionDefinition definition;

	TransactionalAttempt(PlatformTransactionManager manager, TransactionAttribute attribute) {
		this.manager = manager;
		this.attribute = attribute;
		DefaultTransactionDefinition own = new DefaultTransactionDefinition(attribute);
		own.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		this.definition = own;
	}

	@Override
	public NewLetter run(AttemptEnd end, Callable<NewLetter> body, Function<Throwable, NewLetter> failure)
			throws Throwable {
		TransactionStatus status = this.manager.getTransaction(this.definition);
		NewLetter letter;
		try {
			letter = call(status, body, failure);
			status.flush();
			if (TransactionSynchronizationManager.isSynchronizationActive()) {
				TransactionSynchronizationUtils.triggerFlush();
			}
			end.write(letter);
		}
		catch (Throwable ex) {
			rollback(status, ex);
			throw ex;
		}
		commit(status);
		return letter;
	}

	private NewLetter call(TransactionStatus status, Callable<NewLetter> body, Function<Throwable, NewLetter> failure)
			throws Throwable {
		NewLetter letter;
		try {
			letter = body.call();
		}
		catch (Throwable ex) {
			if (!isCommittedWith(ex) || status.isRollbackOnly()) {
				throw ex;
			}
			letter = failure.apply(ex);
		}
		if (status.isRollbackOnly()) {
			throw new UnexpectedRollbackException("The activity returned, but its transaction was marked for rollback:"
					+ " by setRollbackOnly, or by an exception that was caught after it had left a @Transactional"
					+ " method. Its writes are rolled back and the attempt counts as failed");
		}
		return letter;
	}

	/**
	 * Only an exception that {@code noRollbackFor} names commits. What Spring commits by
	 * default, checked exceptions, would be written again by the next attempt.
	 */
	private boolean isCommittedWith(Throwable failure) {
		RollbackRuleAttribute nearest = null;
		int depth = Integer.MAX_VALUE;
		if (this.attribute instanceof RuleBasedTransactionAttribute rules) {
			for (RollbackRuleAttribute rule : rules.getRollbackRules()) {
				int distance = rule.getDepth(failure);
				if (distance >= 0 && distance < depth) {
					depth = distance;
					nearest = rule;
				}
			}
		}
		return nearest instanceof NoRollbackRuleAttribute;
	}

	private void rollback(TransactionStatus status, Throwable failure) {
		try {
			this.manager.rollback(status);
		}
		catch (RuntimeException | Error ex) {
			failure.addSuppressed(ex);
		}
	}

	private void commit(TransactionStatus status) {
		CommitWitness witness = new CommitWitness(status);
		if (TransactionSynchronizationManager.isSynchronizationActive()) {
			TransactionSynchronizationManager.registerSynchronization(witness);
		}
		else {
			witness.committing = true;
		}
		try {
			this.manager.commit(status);
		}
		catch (RuntimeException | Error ex) {
			if (witness.committed) {
				logger.warn("The transaction of an activity has committed, then a callback after the commit failed",
						ex);
			}
			else if (!witness.committing || isRolledBack(ex)) {
				throw ex;
			}
			else {
				throw new OutcomeUnknownException("The commit of a transactional activity failed, and may or may not"
						+ " have happened: " + ex.getMessage(), ex);
			}
		}
	}

	private static boolean isRolledBack(Throwable failure) {
		String state = sqlState(failure);
		return state != null && state.length() == 5 && !state.equals(COMPLETION_UNKNOWN)
				&& ROLLED_BACK.contains(state.substring(0, 2));
	}

	private static @Nullable String sqlState(Throwable failure) {
		Throwable current = failure;
		for (int depth = 0; current != null && depth < 20; depth++) {
			if (current instanceof SQLException sql && sql.getSQLState() != null) {
				return sql.getSQLState();
			}
			current = current.getCause();
		}
		return null;
	}

	/**
	 * Sees how far a commit came. Registered last and of lowest precedence, it is called
	 * after everything else that runs before the commit.
	 */
	private static final class CommitWitness implements TransactionSynchronization {

		private final TransactionStatus status;

		private boolean committing;

		private boolean committed;

		CommitWitness(TransactionStatus status) {
			this.status = status;
		}

		/*
		 * Spring commits all the same what is marked for rollback so late, and says
		 * afterwards that it was rolled back.
		 */
		@Override
		public void beforeCommit(boolean readOnly) {
			if (this.status.isRollbackOnly()) {
				throw new IllegalStateException(
						"A callback before the commit has marked the transaction of the activity"
								+ " for rollback. Its writes are rolled back and the attempt counts as failed");
			}
			this.committing = true;
		}

		@Override
		public void afterCommit() {
			this.committed = true;
		}

		@Override
		public void afterCompletion(int status) {
			this.committed = this.committed || status == STATUS_COMMITTED;
		}

	}

}
