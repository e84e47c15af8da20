package dev.durable.autoconfigure.transactions;

import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What becomes of a transaction around a call, and around it.
 */
enum Fate {

	COMMITTED(true) {

		@Override
		void around(PlatformTransactionManager manager, Runnable call) {
			in(manager, TransactionDefinition.PROPAGATION_REQUIRED, call);
		}

	},

	ROLLED_BACK_BY_EXCEPTION(false) {

		@Override
		void around(PlatformTransactionManager manager, Runnable call) {
			failing(manager, TransactionDefinition.PROPAGATION_REQUIRED, call);
		}

	},

	ROLLBACK_ONLY(false) {

		@Override
		void around(PlatformTransactionManager manager, Runnable call) {
			template(manager, TransactionDefinition.PROPAGATION_REQUIRED).executeWithoutResult((status) -> {
				call.run();
				status.setRollbackOnly();
			});
		}

	},

	/** A transaction of its own commits, the one around it does not. */
	REQUIRES_NEW_IN_ROLLED_BACK(true) {

		@Override
		void around(PlatformTransactionManager manager, Runnable call) {
			failing(manager, TransactionDefinition.PROPAGATION_REQUIRED,
					() -> in(manager, TransactionDefinition.PROPAGATION_REQUIRES_NEW, call));
		}

	},

	/** A transaction of its own does not commit, the one around it does. */
	REQUIRES_NEW_ROLLED_BACK(false) {

		@Override
		void around(PlatformTransactionManager manager, Runnable call) {
			in(manager, TransactionDefinition.PROPAGATION_REQUIRED,
					() -> failing(manager, TransactionDefinition.PROPAGATION_REQUIRES_NEW, call));
		}

	},

	/** Another one commits in the middle of it. */
	ROLLED_BACK_AROUND_REQUIRES_NEW(false) {

		@Override
		void around(PlatformTransactionManager manager, Runnable call) {
			failing(manager, TransactionDefinition.PROPAGATION_REQUIRED, () -> {
				call.run();
				in(manager, TransactionDefinition.PROPAGATION_REQUIRES_NEW, () -> {
				});
			});
		}

	},

	NESTED(true) {

		@Override
		void around(PlatformTransactionManager manager, Runnable call) {
			in(manager, TransactionDefinition.PROPAGATION_REQUIRED,
					() -> in(manager, TransactionDefinition.PROPAGATION_NESTED, call));
		}

	},

	/** Back to the savepoint, then the transaction around it commits. */
	NESTED_ROLLED_BACK(false) {

		@Override
		void around(PlatformTransactionManager manager, Runnable call) {
			in(manager, TransactionDefinition.PROPAGATION_REQUIRED,
					() -> failing(manager, TransactionDefinition.PROPAGATION_NESTED, call));
		}

	},

	NESTED_IN_ROLLED_BACK(false) {

		@Override
		void around(PlatformTransactionManager manager, Runnable call) {
			failing(manager, TransactionDefinition.PROPAGATION_REQUIRED,
					() -> in(manager, TransactionDefinition.PROPAGATION_NESTED, call));
		}

	};

	private final boolean effective;

	Fate(boolean effective) {
		this.effective = effective;
	}

	/**
	 * Tell whether what is called takes effect.
	 */
	boolean isEffective() {
		return this.effective;
	}

	boolean isNested() {
		return this == NESTED || this == NESTED_ROLLED_BACK || this == NESTED_IN_ROLLED_BACK;
	}

	abstract void around(PlatformTransactionManager manager, Runnable call);

	private static TransactionTemplate template(PlatformTransactionManager manager, int propagation) {
		TransactionTemplate template = new TransactionTemplate(manager);
		template.setPropagationBehavior(propagation);
		return template;
	}

	private static void in(PlatformTransactionManager manager, int propagation, Runnable call) {
		template(manager, propagation).executeWithoutResult((status) -> call.run());
	}

	private static void failing(PlatformTransactionManager manager, int propagation, Runnable call) {
		try {
			in(manager, propagation, () -> {
				call.run();
				throw new Deliberate();
			});
		}
		catch (Deliberate ex) {
			// expected, and caught outside of the transaction
		}
	}

	private static final class Deliberate extends RuntimeException {

		private static final long serialVersionUID = 1L;

	}

}
