package dev.durable.autoconfigure;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.durable.autoconfigure.DurableProperties.ActivityOptions;
import dev.durable.autoconfigure.DurableProperties.Retry;
import dev.durable.proxy.ActivityConfiguration;
import dev.durable.proxy.ActivityOverrides;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/**
 * What is configured for activities. The name of an activity has a dot in it, so it may
 * stand in brackets, {@code durable.activities[Bean.method]}, or as it is, as a quoted
 * key of YAML does.
 */
final class BoundActivities implements ActivityConfiguration {

	private static final String PREFIX = "durable.activities";

	private final Binder binder;

	private final ActivityOptions defaults;

	BoundActivities(Binder binder, ActivityOptions defaults) {
		this.binder = binder;
		this.defaults = defaults;
	}

	@Override
	public ActivityOverrides defaults() {
		return overrides("durable.activity.defaults", this.defaults);
	}

	@Override
	public ActivityOverrides of(String activity) {
		Bindable<ActivityOptions> options = Bindable.of(ActivityOptions.class);
		return this.binder.bind(ConfigurationPropertyName.of(PREFIX).append("[" + activity + "]"), options)
			.map((bound) -> overrides(PREFIX + "[" + activity + "]", bound))
			.orElseGet(() -> this.binder.bind(ConfigurationPropertyName.adapt(PREFIX + "." + activity, '.'), options)
				.map((bound) -> overrides(PREFIX + "." + activity, bound))
				.orElse(ActivityOverrides.NONE));
	}

	@Override
	public List<String> unknown(Collection<String> activities) {
		List<String> known = activities.stream().map(BoundActivities::uniform).toList();
		return this.binder.bind(PREFIX, Bindable.mapOf(String.class, String.class))
			.orElseGet(Map::of)
			.keySet()
			.stream()
			.filter((key) -> known.stream().noneMatch((activity) -> uniform(key).startsWith(activity + ".")))
			.map((key) -> PREFIX + "." + key)
			.sorted()
			.toList();
	}

	private static String uniform(String name) {
		return name.replaceAll("[^A-Za-z0-9.]", "").toLowerCase(Locale.ROOT);
	}

	private static ActivityOverrides overrides(String key, ActivityOptions options) {
		options.check(key);
		Retry retry = options.retry();
		return new ActivityOverrides(options.startToCloseTimeout(), options.scheduleToCloseTimeout(),
				options.scheduleToStartTimeout(), options.heartbeatTimeout(), retry.initialInterval(),
				retry.backoffCoefficient(), retry.maximumInterval(), retry.maximumAttempts(), retry.nonRetryable(),
				retry.jitter(), options.queue(), options.rateLimit(), options.maxConcurrent());
	}

}
