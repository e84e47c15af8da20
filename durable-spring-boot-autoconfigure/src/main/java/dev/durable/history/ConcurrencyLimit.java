package dev.durable.history;

/**
 * How many runs of a type with one key may execute at the same time, on all nodes
 * together.
 *
 * @param key what is equal for runs that share the limit, or an empty text where it holds
 * for all runs of the type
 * @param max how many runs, at least 1
 */
public record ConcurrencyLimit(String key, int max) {

	public ConcurrencyLimit {
		if (max < 1) {
			throw new IllegalArgumentException("'max' (" + max + ") must be at least 1");
		}
	}

}
