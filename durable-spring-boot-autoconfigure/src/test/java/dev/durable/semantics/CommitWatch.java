package dev.durable.semantics;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicLong;

import dev.durable.store.CommitReply;
import dev.durable.store.Store;

/**
 * A store that counts the commits of its node.
 */
interface CommitWatch extends Store {

	/**
	 * Return how many commits were made.
	 */
	long commits();

	static Store around(Store store) {
		AtomicLong commits = new AtomicLong();
		return (Store) Proxy.newProxyInstance(CommitWatch.class.getClassLoader(), new Class<?>[] { CommitWatch.class },
				(proxy, method, arguments) -> {
					if (method.getName().equals("commits")) {
						return commits.get();
					}
					try {
						Object result = method.invoke(store, arguments);
						if (result instanceof CommitReply reply && reply.isCommitted()) {
							commits.incrementAndGet();
						}
						return result;
					}
					catch (InvocationTargetException ex) {
						throw ex.getTargetException();
					}
				});
	}

}
