package dev.durable.micrometer;

import java.time.Duration;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * Makes meters by their documentation.
 */
final class MeterFactory {

	/**
	 * The bounds of histograms: few enough to be there for each activity and outcome.
	 */
	private static final Duration[] BOUNDS = { Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMillis(10),
			Duration.ofMillis(25), Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(250),
			Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofMillis(2500), Duration.ofSeconds(5),
			Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofMinutes(1), Duration.ofMinutes(5),
			Duration.ofMinutes(10), Duration.ofMinutes(30), Duration.ofHours(1) };

	private final MeterRegistry registry;

	MeterFactory(MeterRegistry registry) {
		this.registry = registry;
	}

	Counter counter(DurableMeters meter) {
		return Counter.builder(meter.getName()).register(this.registry);
	}

	MeterCache<Counter> counters(DurableMeters meter) {
		return new MeterCache<>((tags) -> Counter.builder(meter.getName()).tags(tags).register(this.registry));
	}

	MeterCache<Timer> timers(DurableMeters meter) {
		return new MeterCache<>((tags) -> Timer.builder(meter.getName()).tags(tags).register(this.registry));
	}

	MeterCache<Timer> histograms(DurableMeters meter) {
		return new MeterCache<>((tags) -> Timer.builder(meter.getName())
			.tags(tags)
			.serviceLevelObjectives(BOUNDS)
			.register(this.registry));
	}

	DistributionSummary summary(DurableMeters meter) {
		return DistributionSummary.builder(meter.getName()).register(this.registry);
	}

	MeterCache<DistributionSummary> summaries(DurableMeters meter) {
		return new MeterCache<>(
				(tags) -> DistributionSummary.builder(meter.getName()).tags(tags).register(this.registry));
	}

}
