package dev.durable.micrometer;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import dev.durable.client.WorkflowStatus;
import dev.durable.micrometer.DurableMeters.MeterTags;
import dev.durable.node.AttemptOutcome;
import dev.durable.node.BatchOutcome;
import dev.durable.node.NodeListener;
import dev.durable.node.NodeSample;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;

/**
 * Counts and times what happens on a node. Once a meter is there, telling it of something
 * looks up and allocates next to nothing.
 */
public final class MeteredNode implements NodeListener {

	private final Guard guard = new Guard("The meters");

	private final Duration sampleInterval;

	private final BoundedTags types = new BoundedTags(MeterTags.TYPE);

	private final BoundedTags activities = new BoundedTags(MeterTags.ACTIVITY);

	private final BoundedTags outcomes = new BoundedTags(MeterTags.OUTCOME);

	private final BoundedTags statuses = new BoundedTags(MeterTags.STATUS);

	private final BoundedTags reasons = new BoundedTags(MeterTags.REASON);

	private final MeterCache<Counter> started;

	private final MeterCache<Counter> closed;

	private final MeterCache<Timer> duration;

	private final MeterCache<Timer> timerLag;

	private final MeterCache<Timer> replay;

	private final MeterCache<Timer> execution;

	private final MeterCache<DistributionSummary> attempts;

	private final MeterCache<Timer> scheduleToStart;

	private final MeterCache<Timer> commit;

	private final MeterCache<Timer> poll;

	private final MeterCache<Counter> deadLetters;

	private final MeterCache<Counter> drift;

	private final DistributionSummary batchSize;

	private final Counter leaseLost;

	private final Counter takeover;

	private final Counter takeoverRuns;

	private final NodeGauges gauges;

	/**
	 * Create the meters. Those without tags, and what there is of the gauges, are there
	 * at once.
	 * @param registry where they are registered
	 * @param queues the queues whose workflows this node runs
	 * @param sampleInterval the time between two looks for the gauges
	 */
	public MeteredNode(MeterRegistry registry, Set<String> queues, Duration sampleInterval) {
		MeterFactory meters = new MeterFactory(registry);
		this.sampleInterval = sampleInterval;
		this.started = meters.counters(DurableMeters.WORKFLOW_STARTED);
		this.closed = meters.counters(DurableMeters.WORKFLOW_CLOSED);
		this.duration = meters.timers(DurableMeters.WORKFLOW_DURATION);
		this.timerLag = meters.timers(DurableMeters.TIMER_LAG);
		this.replay = meters.timers(DurableMeters.REPLAY);
		this.execution = meters.histograms(DurableMeters.ACTIVITY_EXECUTION);
		this.attempts = meters.summaries(DurableMeters.ACTIVITY_ATTEMPTS);
		this.scheduleToStart = meters.histograms(DurableMeters.ACTIVITY_SCHEDULE_TO_START);
		this.commit = meters.histograms(DurableMeters.COMMIT);
		this.poll = meters.timers(DurableMeters.POLL);
		this.deadLetters = meters.counters(DurableMeters.SIGNAL_DEAD_LETTER);
		this.drift = meters.counters(DurableMeters.ARGUMENT_DRIFT);
		this.batchSize = meters.summary(DurableMeters.COMMIT_BATCH_SIZE);
		this.leaseLost = meters.counter(DurableMeters.LEASE_LOST);
		this.takeover = meters.counter(DurableMeters.TAKEOVER);
		this.takeoverRuns = meters.counter(DurableMeters.TAKEOVER_RUNS);
		this.gauges = new NodeGauges(registry, queues);
		beginAtZero();
	}

	/*
	 * What is not there before it happens for the first time shows no increase then.
	 */
	private void beginAtZero() {
		deadLetters(true, 0);
		deadLetters(false, 0);
		for (BatchOutcome outcome : BatchOutcome.values()) {
			this.commit.of(tag(this.outcomes, outcome));
		}
	}

	private static Tag tag(BoundedTags tags, Enum<?> value) {
		return tags.of(value.name().toLowerCase(Locale.ROOT));
	}

	@Override
	public void started(String type) {
		this.guard.run(() -> this.started.of(this.types.of(type)).increment());
	}

	@Override
	public void closed(String type, WorkflowStatus status, Duration took) {
		this.guard.run(() -> {
			Tag typeTag = this.types.of(type);
			Tag statusTag = tag(this.statuses, status);
			this.closed.of(typeTag, statusTag).increment();
			this.duration.of(typeTag, statusTag).record(took);
		});
	}

	@Override
	public void timerFired(String type, Duration late) {
		this.guard.run(() -> this.timerLag.of(this.types.of(type)).record(late));
	}

	@Override
	public void replayed(String type, boolean done, long nanos) {
		this.guard.run(() -> this.replay.of(this.types.of(type), this.outcomes.of(done ? "completed" : "stuck"))
			.record(nanos, TimeUnit.NANOSECONDS));
	}

	@Override
	public void attemptBegun(String activity, Duration waited) {
		this.guard.run(() -> this.scheduleToStart.of(this.activities.of(activity)).record(waited));
	}

	@Override
	public void attemptEnded(String activity, AttemptOutcome outcome, long nanos) {
		this.guard.run(() -> this.execution.of(this.activities.of(activity), tag(this.outcomes, outcome))
			.record(nanos, TimeUnit.NANOSECONDS));
	}

	@Override
	public void activityEnded(String activity, boolean failed, int made) {
		this.guard
			.run(() -> this.attempts.of(this.activities.of(activity), this.outcomes.of(failed ? "failed" : "completed"))
				.record(made));
	}

	@Override
	public void committed(BatchOutcome outcome, int runs, long nanos) {
		this.guard.run(() -> {
			this.commit.of(tag(this.outcomes, outcome)).record(nanos, TimeUnit.NANOSECONDS);
			if (outcome == BatchOutcome.COMMITTED) {
				this.batchSize.record(runs);
			}
		});
	}

	@Override
	public void polled(boolean found, long nanos) {
		this.guard
			.run(() -> this.poll.of(this.outcomes.of(found ? "found" : "idle")).record(nanos, TimeUnit.NANOSECONDS));
	}

	@Override
	public void leaseLost() {
		this.guard.run(this.leaseLost::increment);
	}

	@Override
	public void takenOver(int runs) {
		this.guard.run(() -> {
			this.takeover.increment();
			this.takeoverRuns.increment(runs);
		});
	}

	@Override
	public void deadLetters(boolean readable, int count) {
		this.guard.run(() -> this.deadLetters.of(this.reasons.of(readable ? "closed" : "unreadable")).increment(count));
	}

	@Override
	public void drifted(String call) {
		this.guard.run(() -> this.drift.of(this.activities.of(call)).increment());
	}

	@Override
	public Duration sampleInterval() {
		return this.sampleInterval;
	}

	@Override
	public void sampled(NodeSample sample) {
		this.guard.run(() -> this.gauges.set(sample));
	}

}
