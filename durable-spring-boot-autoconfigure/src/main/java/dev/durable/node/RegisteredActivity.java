package dev.durable.node;

import java.util.List;
import java.util.function.Supplier;

import dev.durable.engine.Invocable;
import dev.durable.store.AttemptLimit;
import org.jspecify.annotations.Nullable;

/**
 * An activity that this node can run.
 *
 * @param name the name that is stored
 * @param bean returns the bean, with all the application's advice around it
 * @param method the method to call on the bean
 * @param declared the exception classes that the method declares
 * @param transaction opens the transaction of a transactional activity, or null for a
 * plain one
 * @param limit how many attempts all nodes together may make, or null for no limit
 */
public record RegisteredActivity(String name, Supplier<Object> bean, Invocable method,
		List<Class<? extends Throwable>> declared, @Nullable AttemptTransaction transaction,
		@Nullable AttemptLimit limit) {

	public RegisteredActivity {
		declared = List.copyOf(declared);
	}

	/**
	 * Make an activity without a limit.
	 * @param name the name that is stored
	 * @param bean returns the bean
	 * @param method the method to call on the bean
	 * @param declared the exception classes that the method declares
	 * @param transaction opens the transaction of a transactional activity, or null
	 */
	public RegisteredActivity(String name, Supplier<Object> bean, Invocable method,
			List<Class<? extends Throwable>> declared, @Nullable AttemptTransaction transaction) {
		this(name, bean, method, declared, transaction, null);
	}

}
