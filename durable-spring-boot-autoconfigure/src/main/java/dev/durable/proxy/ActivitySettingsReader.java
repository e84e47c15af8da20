package dev.durable.proxy;

import java.time.Duration;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import dev.durable.ActivityMethod;
import dev.durable.Retry;
import dev.durable.history.ActivitySettings;
import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

/**
 * Puts together the options of an activity: its own settings go before its annotation,
 * the annotation before the settings for all, those before the defaults. What an
 * annotation has by default counts as not set.
 */
final class ActivitySettingsReader {

	private final ActivityConfiguration configuration;

	private final UnaryOperator<String> placeholders;

	ActivitySettingsReader(ActivityConfiguration configuration, UnaryOperator<String> placeholders) {
		this.configuration = configuration;
		this.placeholders = placeholders;
	}

	ActivitySettings read(String activity, @Nullable ActivityMethod method, BiConsumer<String, String> problems) {
		ActivityOverrides own = this.configuration.of(activity);
		ActivityOverrides code = (method != null) ? annotated(method, problems) : ActivityOverrides.NONE;
		ActivityOverrides common = this.configuration.defaults();
		ActivitySettings defaults = ActivitySettings.DEFAULTS;
		ActivitySettings settings = new ActivitySettings(
				first(defaults.startToClose(), own.startToClose(), code.startToClose(), common.startToClose()),
				Stream.of(own, code, common)
					.map(ActivityOverrides::scheduleToClose)
					.filter(Objects::nonNull)
					.findFirst()
					.orElse(null),
				first(defaults.initialInterval(), own.initialInterval(), code.initialInterval(),
						common.initialInterval()),
				first(defaults.backoffCoefficient(), own.backoffCoefficient(), code.backoffCoefficient(),
						common.backoffCoefficient()),
				first(defaults.maximumInterval(), own.maximumInterval(), code.maximumInterval(),
						common.maximumInterval()),
				first(defaults.maximumAttempts(), own.maximumAttempts(), code.maximumAttempts(),
						common.maximumAttempts()),
				first(defaults.nonRetryable(), own.nonRetryable(), code.nonRetryable(), common.nonRetryable()),
				first(defaults.jitter(), own.jitter(), code.jitter(), common.jitter()));
		check(settings, problems);
		return settings;
	}

	@SafeVarargs
	private static <T> T first(T last, @Nullable T... candidates) {
		for (T candidate : candidates) {
			if (candidate != null) {
				return candidate;
			}
		}
		return last;
	}

	private ActivityOverrides annotated(ActivityMethod method, BiConsumer<String, String> problems) {
		Retry retry = method.retry();
		return new ActivityOverrides(
				duration(ActivityMethod.class, "startToCloseTimeout", method.startToCloseTimeout(), problems),
				duration(ActivityMethod.class, "scheduleToCloseTimeout", method.scheduleToCloseTimeout(), problems),
				duration(Retry.class, "initialInterval", retry.initialInterval(), problems),
				set(Retry.class, "backoffCoefficient", retry.backoffCoefficient()),
				duration(Retry.class, "maximumInterval", retry.maximumInterval(), problems),
				set(Retry.class, "maximumAttempts", retry.maximumAttempts()),
				(retry.nonRetryable().length > 0) ? Stream.of(retry.nonRetryable()).map(Class::getName).toList() : null,
				set(Retry.class, "jitter", retry.jitter()));
	}

	private static <T> @Nullable T set(Class<? extends java.lang.annotation.Annotation> type, String attribute,
			T value) {
		return value.equals(AnnotationUtils.getDefaultValue(type, attribute)) ? null : value;
	}

	private @Nullable Duration duration(Class<? extends java.lang.annotation.Annotation> type, String attribute,
			String text, BiConsumer<String, String> problems) {
		if (set(type, attribute, text) == null) {
			return null;
		}
		String place = attribute + " = \"" + text + "\"";
		try {
			String resolved = this.placeholders.apply(text);
			return resolved.isBlank() ? null : DurationFormatterUtils.detectAndParse(resolved);
		}
		catch (IllegalArgumentException ex) {
			problems.accept("has " + place + ", which is no duration: " + ex.getMessage(),
					"Write it as \"10s\", \"5m\" or \"PT10S\", or as a placeholder that is set to such a value");
			return null;
		}
	}

	private static void check(ActivitySettings settings, BiConsumer<String, String> problems) {
		positive("startToCloseTimeout", settings.startToClose(), problems);
		if (settings.scheduleToClose() != null) {
			positive("scheduleToCloseTimeout", settings.scheduleToClose(), problems);
		}
		positive("initialInterval", settings.initialInterval(), problems);
		positive("maximumInterval", settings.maximumInterval(), problems);
		check("backoffCoefficient", settings.backoffCoefficient(), "at least 1",
				settings.backoffCoefficient() >= 1.0 && Double.isFinite(settings.backoffCoefficient()), problems);
		check("maximumAttempts", settings.maximumAttempts(), "at least 1, or 0 for no limit",
				settings.maximumAttempts() >= 0, problems);
		check("jitter", settings.jitter(), "from 0 to 1", settings.jitter() >= 0.0 && settings.jitter() <= 1.0,
				problems);
	}

	private static void positive(String attribute, Duration value, BiConsumer<String, String> problems) {
		check(attribute, value, "longer than zero", !value.isZero() && !value.isNegative(), problems);
	}

	private static void check(String attribute, Object value, String allowed, boolean valid,
			BiConsumer<String, String> problems) {
		if (!valid) {
			problems.accept("has " + attribute + " = " + value + ", which is out of its limits",
					"Make it " + allowed + ", in the annotation or the durable.activities settings");
		}
	}

}
