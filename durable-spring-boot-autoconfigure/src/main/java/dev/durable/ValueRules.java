package dev.durable;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Internal. The rules for the values that users give: ids and names, durations, and the
 * numbers of a retry policy.
 */
public final class ValueRules {

	/** The priority of what comes first. */
	public static final int FIRST_PRIORITY = 1;

	/** The priority of what comes last. */
	public static final int LAST_PRIORITY = 5;

	private static final int NAME_LENGTH_MAX = 255;

	private static final int ID_LENGTH_MAX = 200;

	private ValueRules() {
	}

	/**
	 * Check that a value can be an id everywhere: in tables, log lines and addresses.
	 * @param what what the value is, for the message, for example {@code workflow id}
	 * @param value the value
	 * @return the value
	 * @throws IllegalArgumentException if the value is {@code null}, is empty, has more
	 * than 200 characters, or contains a control character or half a surrogate pair
	 */
	public static String requireId(String what, @Nullable String value) {
		return requireText(what, value, ID_LENGTH_MAX);
	}

	/**
	 * Check that a value can be a name everywhere: of a queue, a signal, an attribute.
	 * @param what what the value is, for the message, for example {@code queue name}
	 * @param value the value
	 * @return the value
	 * @throws IllegalArgumentException if the value is {@code null}, is empty, has more
	 * than 255 characters, or contains a control character or half a surrogate pair
	 */
	public static String requireName(String what, @Nullable String value) {
		return requireText(what, value, NAME_LENGTH_MAX);
	}

	private static String requireText(String what, @Nullable String value, int max) {
		if (value == null || value.isEmpty()) {
			throw invalid(what, (value != null) ? "is empty" : "is null", max);
		}
		if (value.length() > max) {
			throw invalid(what, "has " + value.length() + " characters", max);
		}
		int index = 0;
		while (index < value.length()) {
			int character = value.codePointAt(index);
			if (Character.isISOControl(character)) {
				throw invalid(what, "contains the control character " + describe(character, index), max);
			}
			if (Character.getType(character) == Character.SURROGATE) {
				throw invalid(what, "contains half a surrogate pair, " + describe(character, index), max);
			}
			index += Character.charCount(character);
		}
		return value;
	}

	/**
	 * Check that a duration is one in which something can happen.
	 * @param what what the duration is, for the message, for example {@code run timeout}
	 * @param value the duration
	 * @return the duration
	 * @throws IllegalArgumentException if the duration is zero or negative
	 */
	public static Duration requirePositive(String what, Duration value) {
		if (value.isZero() || value.isNegative()) {
			throw new IllegalArgumentException("The " + what + " is " + value + ": use a duration longer than zero");
		}
		return value;
	}

	/**
	 * Check that a number of attempts is one.
	 * @param value the number of attempts, 0 for no limit
	 * @return the number
	 * @throws IllegalArgumentException if the number is negative
	 */
	public static int requireAttempts(int value) {
		if (value < 0) {
			throw new IllegalArgumentException(
					"The maximum number of attempts is " + value + ": use at least 1, or 0 for no limit");
		}
		return value;
	}

	/**
	 * Check that a coefficient makes pauses no shorter.
	 * @param value the coefficient
	 * @return the coefficient
	 * @throws IllegalArgumentException if the coefficient is less than 1 or not finite
	 */
	public static double requireCoefficient(double value) {
		if (!(value >= 1) || Double.isInfinite(value)) {
			throw new IllegalArgumentException(
					"The back-off coefficient is " + value + ": use a finite number of at least 1");
		}
		return value;
	}

	/**
	 * Check that a jitter is a part of a pause.
	 * @param value the part
	 * @return the part
	 * @throws IllegalArgumentException if the part is not between 0 and 1
	 */
	public static double requireJitter(double value) {
		if (!(value >= 0 && value <= 1)) {
			throw new IllegalArgumentException("The jitter is " + value + ": use a number from 0 to 1");
		}
		return value;
	}

	/**
	 * Check a priority.
	 * @param priority the priority
	 * @return the priority
	 * @throws IllegalArgumentException if it is not from 1 to 5
	 */
	public static int requirePriority(int priority) {
		if (priority < FIRST_PRIORITY || priority > LAST_PRIORITY) {
			throw new IllegalArgumentException("The priority is " + priority + ": use " + FIRST_PRIORITY
					+ " for the first to " + LAST_PRIORITY + " for the last");
		}
		return priority;
	}

	/**
	 * Check that a number is large enough.
	 * @param what what the number is, for the message
	 * @param value the number
	 * @param min the smallest number that is allowed
	 * @return the number
	 * @throws IllegalArgumentException if the number is smaller
	 */
	public static int requireAtLeast(String what, int value, int min) {
		if (value < min) {
			throw new IllegalArgumentException("The " + what + " is " + value + ": use at least " + min);
		}
		return value;
	}

	private static String describe(int character, int index) {
		return "U+%04X at index %d".formatted(character, index);
	}

	private static IllegalArgumentException invalid(String what, String problem, int max) {
		return new IllegalArgumentException("The " + what + " " + problem + ": use 1 to " + max
				+ " characters, no control characters and whole surrogate pairs");
	}

}
