package dev.durable.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.durable.jpa.SchemaMode;
import dev.durable.jpa.SchemaName;
import dev.durable.store.AttemptLimit;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of durable workflows.
 *
 * @param enabled Whether workflows and activities are durable. Without, they are ordinary
 * beans, and there is no WorkflowClient.
 * @param buildId Build of the workflow code. A run that is stuck on one build is tried at
 * once on another. 1 to 200 characters. By default the version of the application with a
 * digest of the workflow classes.
 * @param queues Queues whose workflows and activities run on this node, at least one and
 * at most 1000.
 * @param node Settings of this node.
 * @param poller Settings of the poller.
 * @param lease Settings of the lease.
 * @param workflow Settings of workflows.
 * @param activity Settings of all activities.
 * @param activities Settings of single activities, by the name of the activity in
 * brackets. Each has the keys of durable.activity.defaults. They override the annotation.
 * By default none.
 * @param history Settings of histories.
 * @param context Settings of what is carried from callers to workflows.
 * @param metrics Settings of metrics.
 * @param payload Settings of stored values.
 * @param schema Settings of the tables.
 * @param shutdown Settings of the end.
 * @param retention Time for which closed workflows are kept, from 1s to 36500d. Then they
 * are deleted with their histories and letters. By default they are kept until somebody
 * deletes them.
 */
@ConfigurationProperties("durable")
record DurableProperties(@DefaultValue("true") boolean enabled, @Nullable String buildId,
		@DefaultValue("default") Set<String> queues, @DefaultValue Node node, @DefaultValue Poller poller,
		@DefaultValue Lease lease, @DefaultValue Workflow workflow, @DefaultValue Activity activity,
		@DefaultValue Map<String, ActivityOptions> activities, @DefaultValue Context context,
		@DefaultValue Metrics metrics, @DefaultValue History history, @DefaultValue Payload payload,
		@DefaultValue Schema schema, @DefaultValue Shutdown shutdown, @Nullable Duration retention) {

	private static final int QUEUES_MAX = 1_000;

	private static final double COEFFICIENT_MAX = 1_000;

	DurableProperties {
		Limits.id("durable.build-id", buildId);
		queues.forEach((queue) -> Limits.id("durable.queues", queue));
		Limits.between("number of durable.queues", queues.size(), 1, QUEUES_MAX);
		if (retention != null) {
			Limits.between("durable.retention", retention, Duration.ofSeconds(1), Duration.ofDays(36_500));
		}
		if (poller.interval().compareTo(lease.duration()) >= 0) {
			throw Limits.violated("durable.poller.interval", poller.interval(),
					"shorter than durable.lease.duration (" + Limits.text(lease.duration()) + ")");
		}
	}

	/**
	 * Settings of this node.
	 *
	 * @param name Label of this node for people. 1 to 200 characters. By default the name
	 * of the host and the id of the process.
	 */
	record Node(@Nullable String name) {

		Node {
			Limits.id("durable.node.name", name);
		}

	}

	/**
	 * Settings of the poller.
	 *
	 * @param interval Time to wait before looking for due workflows and letters again
	 * when there were none, from 10ms to 1h and shorter than durable.lease.duration.
	 * @param batchSize Workflows that are claimed at once, from 1 to 1000.
	 * @param hints Whether nodes on PostgreSQL tell each other by NOTIFY that there is
	 * something to look for. Without it they find it at their next poll. Switch it off
	 * behind a connection pooler that does not carry LISTEN.
	 */
	record Poller(@DefaultValue("1s") Duration interval, @DefaultValue("100") int batchSize,
			@DefaultValue("true") boolean hints) {

		Poller {
			Limits.between("durable.poller.interval", interval, Duration.ofMillis(10), Duration.ofHours(1));
			Limits.between("durable.poller.batch-size", batchSize, 1, 1_000);
		}

	}

	/**
	 * Settings of the lease.
	 *
	 * @param duration Time after which other nodes may take over from a node that does
	 * not renew its lease, from 1s to 1h.
	 * @param renewInterval Time between two renewals, from 100ms to 1h and at most half
	 * of durable.lease.duration.
	 */
	record Lease(@DefaultValue("30s") Duration duration, @DefaultValue("10s") Duration renewInterval) {

		Lease {
			Limits.between("durable.lease.duration", duration, Duration.ofSeconds(1), Duration.ofHours(1));
			Limits.between("durable.lease.renew-interval", renewInterval, Duration.ofMillis(100), Duration.ofHours(1));
			if (renewInterval.multipliedBy(2).compareTo(duration) > 0) {
				throw Limits.violated("durable.lease.renew-interval", renewInterval,
						"at most half of durable.lease.duration (" + Limits.text(duration)
								+ "), or a single late renewal loses the lease");
			}
		}

	}

	/**
	 * Settings of workflows.
	 *
	 * @param maxResident Workflows that may be in memory at the same time, from 0 to
	 * 1000000. By default 10000 on virtual threads and 2000 on others. With 0 each leaves
	 * memory after every step, which is for tests.
	 * @param suspendOn Exceptions that are bugs: a workflow that throws one stays open
	 * and goes on with fixed code. By default any Error, NullPointerException,
	 * ClassCastException, IndexOutOfBoundsException and ReadOnlyViolation.
	 * @param onArgumentDrift What becomes of a workflow that calls something with other
	 * arguments on replay than are recorded.
	 * @param timeoutGrace Time that the code of a workflow may take to clean up after its
	 * timeout, from 0s to 1d.
	 * @param virtualThreads Whether workflows and activities run on virtual threads where
	 * the JDK has them.
	 */
	record Workflow(@Nullable Integer maxResident, @Nullable List<Class<? extends Throwable>> suspendOn,
			@DefaultValue("warn") ArgumentDriftMode onArgumentDrift, @DefaultValue("30s") Duration timeoutGrace,
			@DefaultValue("true") boolean virtualThreads) {

		Workflow {
			Limits.throwables("durable.workflow.suspend-on", suspendOn);
			Limits.between("durable.workflow.timeout-grace", timeoutGrace, Duration.ZERO, Duration.ofDays(1));
			if (maxResident != null) {
				Limits.between("durable.workflow.max-resident", maxResident, 0, 1_000_000);
			}
		}

	}

	/**
	 * Settings of all activities.
	 *
	 * @param maxConcurrent Attempts that may run at the same time on this node, from 1 to
	 * 100000.
	 * @param defaults Options of activities that set nothing else.
	 */
	record Activity(@DefaultValue("200") int maxConcurrent, @DefaultValue ActivityOptions defaults) {

		Activity {
			Limits.between("durable.activity.max-concurrent", maxConcurrent, 1, 100_000);
			defaults.check("durable.activity.defaults");
		}

	}

	/**
	 * Options of activities.
	 *
	 * @param startToCloseTimeout Time that one attempt may take.
	 * @param scheduleToCloseTimeout Time that all attempts and the pauses between them
	 * may take. By default there is no such limit.
	 * @param scheduleToStartTimeout Time that may pass until an attempt begins. By
	 * default there is no such limit.
	 * @param heartbeatTimeout Longest time between two heartbeats of an attempt. By
	 * default there is no such limit.
	 * @param retry When and how often a failed attempt is repeated.
	 * @param queue Queue whose nodes make the attempts. 1 to 200 characters. By default
	 * the node of the workflow makes them.
	 * @param rateLimit Attempts of one activity that may begin in a second on all nodes
	 * together, from 0.001 to 1000000.0. With 0 there is no limit. By default none.
	 * @param maxConcurrent Attempts of one activity that may run at the same time on all
	 * nodes together, from 0 to 2147483647. With 0 there is no limit. By default none.
	 */
	record ActivityOptions(@Nullable Duration startToCloseTimeout, @Nullable Duration scheduleToCloseTimeout,
			@Nullable Duration scheduleToStartTimeout, @Nullable Duration heartbeatTimeout, @DefaultValue Retry retry,
			@Nullable String queue, @Nullable Double rateLimit, @Nullable Integer maxConcurrent) {

		/*
		 * These options stand under several keys, so they cannot know their own.
		 */
		void check(String prefix) {
			Limits.positive(prefix + ".start-to-close-timeout", this.startToCloseTimeout);
			Limits.positive(prefix + ".schedule-to-close-timeout", this.scheduleToCloseTimeout);
			Limits.positive(prefix + ".schedule-to-start-timeout", this.scheduleToStartTimeout);
			Limits.positive(prefix + ".heartbeat-timeout", this.heartbeatTimeout);
			this.retry.check(prefix + ".retry");
			Limits.id(prefix + ".queue", this.queue);
			if (this.rateLimit != null && this.rateLimit != 0) {
				Limits.between(prefix + ".rate-limit", this.rateLimit, AttemptLimit.RATE_MIN, AttemptLimit.RATE_MAX);
			}
			if (this.maxConcurrent != null) {
				Limits.between(prefix + ".max-concurrent", this.maxConcurrent, 0, Integer.MAX_VALUE);
			}
		}

	}

	/**
	 * Retry policy of activities.
	 *
	 * @param initialInterval Pause after the first attempt.
	 * @param backoffCoefficient Factor by which each pause is longer than the one before,
	 * from 1.0 to 1000.0.
	 * @param maximumInterval Longest pause.
	 * @param maximumAttempts Largest number of attempts, from 0 to 2147483647. With 0
	 * there is no limit.
	 * @param nonRetryable Names of exception classes after which there is no further
	 * attempt. By default none.
	 * @param jitter Part of each pause that is drawn at random, from 0.0 to 1.0.
	 */
	record Retry(@Nullable Duration initialInterval, @Nullable Double backoffCoefficient,
			@Nullable Duration maximumInterval, @Nullable Integer maximumAttempts, @Nullable List<String> nonRetryable,
			@Nullable Double jitter) {

		void check(String prefix) {
			Limits.positive(prefix + ".initial-interval", this.initialInterval);
			Limits.positive(prefix + ".maximum-interval", this.maximumInterval);
			Limits.names(prefix + ".non-retryable", this.nonRetryable);
			if (this.backoffCoefficient != null) {
				Limits.between(prefix + ".backoff-coefficient", this.backoffCoefficient, 1.0, COEFFICIENT_MAX);
			}
			if (this.maximumAttempts != null) {
				Limits.between(prefix + ".maximum-attempts", this.maximumAttempts, 0, Integer.MAX_VALUE);
			}
			if (this.jitter != null) {
				Limits.between(prefix + ".jitter", this.jitter, 0.0, 1.0);
			}
		}

	}

	/**
	 * Settings of histories.
	 *
	 * @param warnEvents Number of events of a workflow from which on a warning is logged,
	 * from 1 to 1000000.
	 * @param maxEvents Number of events after which a workflow is stuck, from 100 to
	 * 1000000. It should continue as new before that.
	 */
	record History(@DefaultValue("10000") int warnEvents, @DefaultValue("50000") int maxEvents) {
		History {
			Limits.between("durable.history.max-events", maxEvents, 100, 1_000_000);
			Limits.between("durable.history.warn-events", warnEvents, 1, 1_000_000);
		}

	}

	/**
	 * Settings of what is carried from callers to workflows, activities and children.
	 *
	 * @param mdc Keys of the logging context (MDC) that are carried. With * all but those
	 * of tracing and of workflows, and with an empty value none.
	 */
	record Context(@DefaultValue("*") List<String> mdc) {

		Context {
			Limits.names("durable.context.mdc", mdc);
		}

	}

	/**
	 * Settings of metrics.
	 *
	 * @param sampleInterval Time between two looks at the database for the gauges, from
	 * 100ms to 1h. A look that takes long is repeated later.
	 */
	record Metrics(@DefaultValue("10s") Duration sampleInterval) {

		Metrics {
			Limits.between("durable.metrics.sample-interval", sampleInterval, Duration.ofMillis(100),
					Duration.ofHours(1));
		}

	}

	/**
	 * Settings of stored values.
	 *
	 * @param maxSize Size of the largest value or list of arguments that is stored, from
	 * 1KB to 1GB.
	 */
	record Payload(@DefaultValue("2MB") DataSize maxSize) {

		Payload {
			Limits.between("durable.payload.max-size", maxSize, DataSize.ofKilobytes(1), DataSize.ofGigabytes(1));
		}

	}

	/**
	 * Settings of the tables.
	 *
	 * @param mode What is done about the tables at start-up.
	 * @param name Name of the schema of the tables. A plain name is taken in the case
	 * that the database gives it, any other, or one in double quotes, as it is. By
	 * default that of the connection.
	 */
	record Schema(@DefaultValue("migrate") SchemaMode mode, @Nullable String name) {

		Schema {
			if (name != null && !SchemaName.isPossible(name)) {
				throw Limits.violated("durable.schema.name", name, SchemaName.ALLOWED);
			}
		}

	}

	/**
	 * Settings of the end.
	 *
	 * @param grace Time that activities may go on after the end was asked for, from 0s to
	 * 1h. Kept shorter than spring.lifecycle.timeout-per-shutdown-phase.
	 */
	record Shutdown(@DefaultValue("30s") Duration grace) {

		Shutdown {
			Limits.between("durable.shutdown.grace", grace, Duration.ZERO, Duration.ofHours(1));
		}

	}

}
