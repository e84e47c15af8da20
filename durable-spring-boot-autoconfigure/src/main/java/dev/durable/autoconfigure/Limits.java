package dev.durable.autoconfigure;

/**
 * The limits of settings.
 */
final class Limits {

	private Limits() {
	}

	static <T extends Comparable<T>> void between(String key, T value, T min, T max) {
		if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
			throw violated(key, value, "from " + min + " to " + max);
		}
	}

	static IllegalArgumentException violated(String key, Object value, String allowed) {
		return new IllegalArgumentException(key + " (" + value + ") must be " + allowed);
	}

}
