package dev.durable.node;

import java.util.function.Supplier;

/**
 * The transaction of whoever calls the client, on the data source of the store.
 */
public interface CallerTransaction {

	/**
	 * There is never one.
	 */
	CallerTransaction NONE = new CallerTransaction() {

		@Override
		public boolean isActive() {
			return false;
		}

		@Override
		public boolean isReadOnly() {
			return false;
		}

		@Override
		public void afterCommit(Runnable action) {
			action.run();
		}

	};

	/**
	 * Tell whether the calling thread is in a transaction that the store can join.
	 * @return true if it is
	 */
	boolean isActive();

	/**
	 * Tell whether that transaction is read-only.
	 * @return true if it is
	 */
	boolean isReadOnly();

	/**
	 * Do something once that transaction has committed; at once if there is none.
	 * @param action what to do; it does not throw
	 */
	void afterCommit(Runnable action);

	/**
	 * Do something on the calling thread as if it were in no transaction, and without a
	 * connection of the application: whoever is in a transaction may have the last one.
	 * @param work what to do
	 * @param <T> the type of the result
	 * @return what the work returned
	 */
	default <T> T apart(Supplier<T> work) {
		return work.get();
	}

}
