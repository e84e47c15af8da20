package dev.durable.micrometer;

import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter.Type;
import io.micrometer.core.instrument.docs.MeterDocumentation;

/**
 * The meters of a node. What they tell is written in {@code docs/operations/metrics.md}.
 */
public enum DurableMeters implements MeterDocumentation {

	/** Runs that were started. */
	WORKFLOW_STARTED("durable.workflow.started", Type.COUNTER, MeterTags.TYPE),

	/** Runs that have closed. */
	WORKFLOW_CLOSED("durable.workflow.closed", Type.COUNTER, MeterTags.TYPE, MeterTags.STATUS),

	/** How long runs took from their start to their end. */
	WORKFLOW_DURATION("durable.workflow.duration", Type.TIMER, MeterTags.TYPE, MeterTags.STATUS),

	/** Runs that are open, on all nodes together. */
	WORKFLOW_ACTIVE("durable.workflow.active", Type.GAUGE, MeterTags.TYPE),

	/** Runs that cannot advance, on all nodes together. */
	WORKFLOW_STUCK("durable.workflow.stuck", Type.GAUGE, MeterTags.REASON),

	/** Runs in memory of this node. */
	WORKFLOW_RESIDENT("durable.workflow.resident", Type.GAUGE),

	/** Attempts of activities. */
	ACTIVITY_EXECUTION("durable.activity.execution", Type.TIMER, MeterTags.ACTIVITY, MeterTags.OUTCOME),

	/** How many attempts activities took until they ended. */
	ACTIVITY_ATTEMPTS("durable.activity.attempts", Type.DISTRIBUTION_SUMMARY, MeterTags.ACTIVITY, MeterTags.OUTCOME),

	/** How long attempts waited from when they were due until they began. */
	ACTIVITY_SCHEDULE_TO_START("durable.activity.schedule.to.start", Type.TIMER, MeterTags.ACTIVITY),

	/** Attempts that run on this node. */
	ACTIVITY_RUNNING("durable.activity.running", Type.GAUGE),

	/** Attempts that wait for a thread of this node. */
	ACTIVITY_WAITING("durable.activity.waiting", Type.GAUGE),

	/**
	 * Runs and attempts of activities that are due and have no node, on all nodes
	 * together.
	 */
	QUEUE_DEPTH("durable.queue.depth", Type.GAUGE, MeterTags.QUEUE),

	/** For how long the first of them has been due. */
	QUEUE_LAG("durable.queue.lag", Type.GAUGE, MeterTags.QUEUE),

	/** How long after they were due timers fired. */
	TIMER_LAG("durable.timer.lag", Type.TIMER, MeterTags.TYPE),

	/** Commits. */
	COMMIT("durable.commit", Type.TIMER, MeterTags.OUTCOME),

	/** How many runs a commit was for. */
	COMMIT_BATCH_SIZE("durable.commit.batch.size", Type.DISTRIBUTION_SUMMARY),

	/** Replays of histories. */
	REPLAY("durable.replay", Type.TIMER, MeterTags.TYPE, MeterTags.OUTCOME),

	/** Looks of the poller. */
	POLL("durable.poll", Type.TIMER, MeterTags.OUTCOME),

	/** How often this node was expired by others. */
	LEASE_LOST("durable.lease.lost", Type.COUNTER),

	/** How many nodes this node has expired. */
	TAKEOVER("durable.takeover", Type.COUNTER),

	/** How many runs became free by that. */
	TAKEOVER_RUNS("durable.takeover.runs", Type.COUNTER),

	/** Letters that no run will take. */
	SIGNAL_DEAD_LETTER("durable.signal.dead.letter", Type.COUNTER, MeterTags.REASON),

	/** Calls with other arguments on replay than are recorded. */
	ARGUMENT_DRIFT("durable.argument.drift", Type.COUNTER, MeterTags.ACTIVITY);

	private final String name;

	private final Type type;

	private final MeterTags[] tags;

	DurableMeters(String name, Type type, MeterTags... tags) {
		this.name = name;
		this.type = type;
		this.tags = tags;
	}

	@Override
	public String getName() {
		return this.name;
	}

	@Override
	public Type getType() {
		return this.type;
	}

	@Override
	public KeyName[] getKeyNames() {
		return this.tags.clone();
	}

	/**
	 * The tags of meters. None has many values: they name what is in the code or in the
	 * configuration, or a case of an enum.
	 */
	public enum MeterTags implements KeyName {

		/** The workflow type. */
		TYPE,

		/** The activity. */
		ACTIVITY,

		/** The queue. */
		QUEUE,

		/** How a run has closed. */
		STATUS,

		/** How something has ended. */
		OUTCOME,

		/** Why something is as it is. */
		REASON;

		private final String key = name().toLowerCase(java.util.Locale.ROOT);

		@Override
		public String asString() {
			return this.key;
		}

	}

}
