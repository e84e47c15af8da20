package dev.durable.proxy;

import java.lang.reflect.Method;

import dev.durable.node.AttemptTransaction;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which activities are transactional.
 */
@FunctionalInterface
public interface AttemptTransactions {

	/**
	 * Return what opens the transaction of an activity.
	 * @param method the method of the activity
	 * @param type the class of its bean
	 * @return the transaction, or null for a plain activity
	 * @throws IllegalArgumentException if its transaction attributes cannot be kept; the
	 * message tells what is wrong and, after a colon, what to do
	 */
	@Nullable AttemptTransaction find(Method method, Class<?> type);

}
