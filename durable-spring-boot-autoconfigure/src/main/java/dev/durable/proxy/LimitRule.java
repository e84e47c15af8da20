package dev.durable.proxy;

import java.util.Optional;
import java.util.OptionalInt;

import dev.durable.client.Names;
import dev.durable.history.ConcurrencyLimit;
import org.jspecify.annotations.Nullable;

/**
 * How many runs of a workflow may execute at once.
 *
 * @param key gives what runs have in common that share the limit, or null if all share it
 * @param max how many runs
 */
record LimitRule(@Nullable ArgumentExpression key, int max) {

	/** The key of all runs of a type. */
	private static final String ALL = "";

	private static final ArgumentExpression.Purpose PURPOSE = new ArgumentExpression.Purpose("concurrency key",
			"a key: options.concurrencyKey(...)");

	/**
	 * Return the limit of a run.
	 * @param arguments the arguments of the workflow method
	 * @return the limit, or null if the key is null
	 * @throws IllegalArgumentException if there is no telling the key
	 */
	@Nullable ConcurrencyLimit limit(@Nullable Object[] arguments) {
		String value = (this.key != null) ? this.key.evaluate(PURPOSE, arguments) : ALL;
		if (value == null) {
			return null;
		}
		return new ConcurrencyLimit(
				(this.key != null) ? Names.requireName("concurrency key from " + this.key, value) : value, this.max);
	}

	/**
	 * Return the limit of a run with options.
	 * @param rule what the workflow says, or null
	 * @param key the key that the options set
	 * @param max how many runs by the options
	 * @param arguments the arguments of the workflow method
	 * @return the limit, or null for none
	 */
	static @Nullable ConcurrencyLimit limit(@Nullable LimitRule rule, Optional<String> key, OptionalInt max,
			@Nullable Object[] arguments) {
		if (key.isPresent()) {
			return new ConcurrencyLimit(key.get(), max.orElse((rule != null) ? rule.max() : 1));
		}
		if (rule == null) {
			return max.isPresent() ? new ConcurrencyLimit(ALL, max.getAsInt()) : null;
		}
		ConcurrencyLimit limit = rule.limit(arguments);
		return (limit != null && max.isPresent()) ? new ConcurrencyLimit(limit.key(), max.getAsInt()) : limit;
	}

}
