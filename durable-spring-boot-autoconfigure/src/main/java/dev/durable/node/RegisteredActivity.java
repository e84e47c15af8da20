package dev.durable.node;

import java.util.List;
import java.util.function.Supplier;

import dev.durable.engine.Invocable;
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
 */
public record RegisteredActivity(String name, Supplier<Object> bean, Invocable method,
		List<Class<? extends Throwable>> declared, @Nullable AttemptTransaction transaction) {

	public RegisteredActivity {
		declared = List.copyOf(declared);
	}

}
