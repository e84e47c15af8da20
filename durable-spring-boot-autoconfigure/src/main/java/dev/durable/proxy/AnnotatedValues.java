package dev.durable.proxy;

import java.lang.annotation.Annotation;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

import dev.durable.client.Names;
import dev.durable.history.RetrySettings;
import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

/**
 * Reads the durations and numbers of annotations, and finds what is wrong with them.
 */
final class AnnotatedValues {

	/**
	 * A longer time would end after what every database knows as a date.
	 */
	static final Duration LONGEST = Duration.ofDays(365_000);

	private final UnaryOperator<String> placeholders;

	AnnotatedValues(UnaryOperator<String> placeholders) {
		this.placeholders = placeholders;
	}

	/**
	 * Return a value, or null for what the annotation has by default.
	 */
	static <T> @Nullable T set(Class<? extends Annotation> type, String attribute, T value) {
		return value.equals(AnnotationUtils.getDefaultValue(type, attribute)) ? null : value;
	}

	/**
	 * Return a duration, or null for what the annotation has by default, and for nothing.
	 */
	@Nullable Duration duration(Class<? extends Annotation> type, String attribute, String text,
			BiConsumer<String, String> problems) {
		if (set(type, attribute, text) == null) {
			return null;
		}
		try {
			String resolved = this.placeholders.apply(text);
			return resolved.isBlank() ? null : DurationFormatterUtils.detectAndParse(resolved);
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			problems.accept("has " + attribute + " = \"" + text + "\", which is no duration: " + ex.getMessage(),
					"Write it as \"10s\", \"5m\" or \"PT10S\", or as a placeholder that is set to such a value");
			return null;
		}
	}

	/**
	 * Return a name, or null for an empty one.
	 */
	@Nullable String name(String attribute, String text, BiConsumer<String, String> problems) {
		if (text.isEmpty()) {
			return null;
		}
		try {
			String resolved = this.placeholders.apply(text);
			return resolved.isEmpty() ? null : Names.requireName(attribute, resolved);
		}
		catch (IllegalArgumentException ex) {
			problems.accept("has " + attribute + " = \"" + text + "\", which cannot be used. " + ex.getMessage(),
					"Change the name, or remove it");
			return null;
		}
	}

	static void check(RetrySettings retry, BiConsumer<String, String> problems) {
		positive("initialInterval", retry.initialInterval(), problems);
		positive("maximumInterval", retry.maximumInterval(), problems);
		check("backoffCoefficient", retry.backoffCoefficient(), "at least 1",
				retry.backoffCoefficient() >= 1.0 && Double.isFinite(retry.backoffCoefficient()), problems);
		check("maximumAttempts", retry.maximumAttempts(), "at least 1, or 0 for no limit", retry.maximumAttempts() >= 0,
				problems);
		check("jitter", retry.jitter(), "from 0 to 1", retry.jitter() >= 0.0 && retry.jitter() <= 1.0, problems);
	}

	static void positive(String attribute, @Nullable Duration value, BiConsumer<String, String> problems) {
		if (value != null) {
			check(attribute, value, "longer than zero", !value.isZero() && !value.isNegative(), problems);
			check(attribute, value, "at most a thousand years", value.compareTo(LONGEST) <= 0, problems);
		}
	}

	static boolean check(String attribute, Object value, String allowed, boolean valid,
			BiConsumer<String, String> problems) {
		if (!valid) {
			problems.accept("has " + attribute + " = " + value + ", which is out of its limits",
					"Make it " + allowed + ", in the annotation or the settings of the application");
		}
		return valid;
	}

	/**
	 * Check a duration that is given with a call.
	 */
	static Duration requireReachable(String what, Duration value) {
		if (value.compareTo(LONGEST) > 0) {
			throw new IllegalArgumentException(
					"The " + what + " is " + value + ", which ends after all time: use at most a thousand years");
		}
		return value;
	}

}
