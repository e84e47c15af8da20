package dev.durable.proxy;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;

import dev.durable.Activity;
import dev.durable.ActivityMethod;
import dev.durable.CancellationType;
import dev.durable.Retry;
import dev.durable.history.ActivitySettings;
import dev.durable.history.RetrySettings;
import dev.durable.store.AttemptLimit;
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

	/**
	 * Read the options of an activity.
	 * @param bean the annotation of its bean, or null
	 * @param method the annotation of its method, or null
	 * @param problems takes what is wrong, and what to do
	 */
	ResolvedOptions read(String activity, @Nullable Activity bean, @Nullable ActivityMethod method,
			BiConsumer<String, String> problems) {
		ActivityOverrides code = (method != null) ? annotated(method, problems) : ActivityOverrides.NONE;
		String queue = (bean != null) ? this.values.name("queue", bean.queue(), problems) : null;
		Layers layers = new Layers(
				List.of(this.configuration.of(activity), code.withQueue(queue), this.configuration.defaults()));
		return new ResolvedOptions(settings(layers, problems), limit(layers, problems));
	}

	private static @Nullable AttemptLimit limit(Layers layers, BiConsumer<String, String> problems) {
		double rate = layers.first(ActivityOverrides::rateLimit, 0.0);
		int concurrent = layers.first(ActivityOverrides::maxConcurrent, 0);
		boolean valid = AnnotatedValues.check("rateLimit", rate, "0 for no limit, or from 0.001 to 1000000",
				rate == 0 || (rate >= AttemptLimit.RATE_MIN && rate <= AttemptLimit.RATE_MAX), problems);
		valid &= AnnotatedValues.check("maxConcurrent", concurrent, "at least 1, or 0 for no limit", concurrent >= 0,
				problems);
		return (valid && (rate > 0 || concurrent > 0)) ? new AttemptLimit(concurrent, rate) : null;
	}

	private static ActivitySettings settings(Layers layers, BiConsumer<String, String> problems) {
		ActivitySettings defaults = ActivitySettings.DEFAULTS;
		ActivitySettings settings = new ActivitySettings(
				layers.first(ActivityOverrides::startToClose, defaults.startToClose()),
				layers.find(ActivityOverrides::scheduleToClose), layers.find(ActivityOverrides::scheduleToStart),
				layers.find(ActivityOverrides::heartbeat), retry(layers, defaults.retry()), CancellationType.TRY_CANCEL,
				layers.find(ActivityOverrides::queue));
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
				AnnotatedValues.set(Retry.class, "jitter", retry.jitter()), null,
				AnnotatedValues.set(ActivityMethod.class, "rateLimit", method.rateLimit()),
				AnnotatedValues.set(ActivityMethod.class, "maxConcurrent", method.maxConcurrent()));
	}

	private @Nullable Duration timeout(String attribute, String text, BiConsumer<String, String> problems) {
		return this.values.duration(ActivityMethod.class, attribute, text, problems);
	}

	/**
	 * What holds for the calls of an activity, and for all its attempts together.
	 *
	 * @param settings the options of each call
	 * @param limit how many attempts all nodes together may make, or null for no limit
	 */
	record ResolvedOptions(ActivitySettings settings, @Nullable AttemptLimit limit) {
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
