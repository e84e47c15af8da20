package dev.durable.engine;

import dev.durable.history.ConcurrencyLimit;
import org.jspecify.annotations.Nullable;

/**
 * Tells how many runs may execute at once, of those that are like a run.
 */
@FunctionalInterface
public interface RunLimiter {

	/**
	 * Return the limit of a run.
	 * @param arguments the arguments of its workflow method
	 * @return the limit, or null for none
	 * @throws IllegalArgumentException if there is no telling
	 */
	@Nullable ConcurrencyLimit limit(@Nullable Object[] arguments);

}
