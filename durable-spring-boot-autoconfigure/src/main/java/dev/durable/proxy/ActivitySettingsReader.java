package dev.durable.proxy;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;

import dev.durable.ActivityMethod;
import dev.durable.CancellationType;
import dev.durable.Retry;
import dev.durable.history.ActivitySettings;
import dev.durable.history.RetrySettings;
import org.jspecify.annotations.Nullable;

/**
 * Puts together the options of an activity: its own settings go before its annotation,
 * the annotation before the settings for all, those before the defaults. What an
 * annotation has by default counts as not set.
 */
final class ActivitySettingsReader {

	private final ActivityConfiguration configuration;

	private final AnnotatedValues values;

	ActivitySettingsReader(ActivityConfiguration configuration, AnnotatedValues values) {
		this.configuration = configuration;
		this.values = values;
	}

	ActivitySettings read(String activity, @Nullable ActivityMethod method, BiConsumer<String, String> problems) {
		ActivityOverrides code = (method != null) ? annotated(method, problems) : ActivityOverrides.NONE;
		Layers layers = new Layers(List.of(this.configuration.of(activity), code, this.configuration.defaults()));
		ActivitySettings defaults = ActivitySettings.DEFAULTS;
		ActivitySettings settings = new ActivitySettings(
				layers.first(ActivityOverrides::startToClose, defaults.startToClose()),
				layers.find(ActivityOverrides::scheduleToClose), layers.find(ActivityOverrides::scheduleToStart),
				layers.find(ActivityOverrides::heartbeat), retry(layers, defaults.retry()),
				CancellationType.TRY_CANCEL);
		AnnotatedValues.positive("startToCloseTimeout", settings.startToClose(), problems);
		AnnotatedValues.positive("scheduleToCloseTimeout", settings.scheduleToClose(), problems);
		AnnotatedValues.positive("scheduleToStartTimeout", settings.scheduleToStart(), problems);
		AnnotatedValues.positive("heartbeatTimeout", settings.heartbeat(), problems);
		AnnotatedValues.check(settings.retry(), problems);
		return settings;
	}

	private static RetrySettings retry(Layers layers, RetrySettings defaults) {
		return new RetrySettings(layers.first(ActivityOverrides::initialInterval, defaults.initialInterval()),
				layers.first(ActivityOverrides::backoffCoefficient, defaults.backoffCoefficient()),
				layers.first(ActivityOverrides::maximumInterval, defaults.maximumInterval()),
				layers.first(ActivityOverrides::maximumAttempts, defaults.maximumAttempts()),
				layers.first(ActivityOverrides::nonRetryable, defaults.nonRetryable()),
				layers.first(ActivityOverrides::jitter, defaults.jitter()));
	}

	private ActivityOverrides annotated(ActivityMethod method, BiConsumer<String, String> problems) {
		Retry retry = method.retry();
		return new ActivityOverrides(timeout("startToCloseTimeout", method.startToCloseTimeout(), problems),
				timeout("scheduleToCloseTimeout", method.scheduleToCloseTimeout(), problems),
				timeout("scheduleToStartTimeout", method.scheduleToStartTimeout(), problems),
				timeout("heartbeatTimeout", method.heartbeatTimeout(), problems),
				this.values.duration(Retry.class, "initialInterval", retry.initialInterval(), problems),
				AnnotatedValues.set(Retry.class, "backoffCoefficient", retry.backoffCoefficient()),
				this.values.duration(Retry.class, "maximumInterval", retry.maximumInterval(), problems),
				AnnotatedValues.set(Retry.class, "maximumAttempts", retry.maximumAttempts()),
				(retry.nonRetryable().length > 0) ? Stream.of(retry.nonRetryable()).map(Class::getName).toList() : null,
				AnnotatedValues.set(Retry.class, "jitter", retry.jitter()));
	}

	private @Nullable Duration timeout(String attribute, String text, BiConsumer<String, String> problems) {
		return this.values.duration(ActivityMethod.class, attribute, text, problems);
	}

	/**
	 * Where options are looked for, the first place first.
	 *
	 * @param layers the places
	 */
	private record Layers(List<ActivityOverrides> layers) {

		<T> T first(Function<ActivityOverrides, @Nullable T> option, T last) {
			T found = find(option);
			return (found != null) ? found : last;
		}

		<T> @Nullable T find(Function<ActivityOverrides, @Nullable T> option) {
			return this.layers.stream().map(option).filter(Objects::nonNull).findFirst().orElse(null);
		}

	}

}
