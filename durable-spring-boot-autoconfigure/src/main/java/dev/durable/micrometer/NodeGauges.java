package dev.durable.micrometer;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;

import dev.durable.client.StuckReason;
import dev.durable.micrometer.DurableMeters.MeterTags;
import dev.durable.node.NodeSample;
import dev.durable.store.OpenRuns;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * The gauges, which show the last sample. What is counted on all nodes together is not a
 * number while the store cannot be asked: an old number would look like a good one.
 */
final class NodeGauges {

	private static final NodeSample NOTHING_YET = new NodeSample(null, 0, 0, 0);

	private final MeterRegistry registry;

	private final Set<String> types = new HashSet<>();

	private final Set<String> queues = new HashSet<>();

	private volatile NodeSample sample = NOTHING_YET;

	private volatile Counts counts = Counts.UNKNOWN;

	NodeGauges(MeterRegistry registry, Set<String> ownQueues) {
		this.registry = registry;
		gauge(DurableMeters.WORKFLOW_RESIDENT, NodeSample::resident);
		gauge(DurableMeters.ACTIVITY_RUNNING, NodeSample::running);
		gauge(DurableMeters.ACTIVITY_WAITING, NodeSample::waiting);
		for (StuckReason reason : StuckReason.values()) {
			gauge(DurableMeters.WORKFLOW_STUCK, MeterTags.REASON, tag(reason), Counts::stuck);
		}
		ownQueues.forEach(this::showQueue);
	}

	private static String tag(StuckReason reason) {
		return reason.name().toLowerCase(Locale.ROOT);
	}

	private void gauge(DurableMeters meter, ToIntFunction<NodeSample> value) {
		Gauge.builder(meter.getName(), this, (gauges) -> value.applyAsInt(gauges.sample)).register(this.registry);
	}

	private void gauge(DurableMeters meter, MeterTags key, String name,
			Function<Counts, @Nullable Map<String, Double>> values) {
		Gauge.builder(meter.getName(), this, (gauges) -> Counts.of(values.apply(gauges.counts), name))
			.tag(key.asString(), name)
			.baseUnit((meter == DurableMeters.QUEUE_LAG) ? "seconds" : null)
			.register(this.registry);
	}

	private void showQueue(String queue) {
		if (this.queues.size() < BoundedTags.VALUES_MAX && this.queues.add(queue)) {
			gauge(DurableMeters.QUEUE_DEPTH, MeterTags.QUEUE, queue, Counts::depths);
			gauge(DurableMeters.QUEUE_LAG, MeterTags.QUEUE, queue, Counts::lags);
		}
	}

	private void showType(String type) {
		if (this.types.size() < BoundedTags.VALUES_MAX && this.types.add(type)) {
			gauge(DurableMeters.WORKFLOW_ACTIVE, MeterTags.TYPE, type, Counts::active);
		}
	}

	/**
	 * Show another sample. Called by one thread at a time.
	 */
	void set(NodeSample fresh) {
		this.sample = fresh;
		OpenRuns open = fresh.open();
		if (open == null) {
			this.counts = Counts.UNKNOWN;
			return;
		}
		Counts known = Counts.of(open);
		this.counts = known;
		open.byType().keySet().forEach(this::showType);
		open.queues().keySet().forEach(this::showQueue);
	}

	/**
	 * What was counted, by the value of the tag; null if it is not known.
	 */
	private record Counts(@Nullable Map<String, Double> active, @Nullable Map<String, Double> stuck,
			@Nullable Map<String, Double> depths, @Nullable Map<String, Double> lags) {

		static final Counts UNKNOWN = new Counts(null, null, null, null);

		static Counts of(OpenRuns open) {
			Map<String, Double> active = new HashMap<>();
			open.byType().forEach((type, count) -> active.put(type, count.doubleValue()));
			Map<String, Double> stuck = new HashMap<>();
			open.stuck().forEach((reason, count) -> stuck.put(tag(reason), count.doubleValue()));
			Map<String, Double> depths = new HashMap<>();
			Map<String, Double> lags = new HashMap<>();
			open.queues().forEach((queue, waiting) -> {
				depths.put(queue, (double) waiting.depth());
				lags.put(queue, waiting.lag().toNanos() / 1e9);
			});
			return new Counts(active, stuck, depths, lags);
		}

		static double of(@Nullable Map<String, Double> values, String name) {
			return (values != null) ? values.getOrDefault(name, 0.0) : Double.NaN;
		}

	}

}
