package dev.durable.node;

import java.time.Duration;
import java.util.Set;

import dev.durable.history.StartDetails;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a node.
 *
 * @param name a label for people
 * @param buildId the build of the workflow code
 * @param leaseDuration how long the node counts as alive after a renewal
 * @param renewInterval how often the lease is renewed
 * @param pollInterval how long an idle poller waits
 * @param pollBatch how many runs are claimed at once
 * @param maxResident how many runs may be in memory; with 0 a run leaves memory after
 * every turn, which is for tests
 * @param parkAfter how long a run may wait in memory without a running activity
 * @param maxActivities how many attempts may run at the same time
 * @param transactionalSlots how many of them may be transactional
 * @param shutdownGrace how long activities may go on after a stop was asked for
 * @param exclusiveStore what the store is called, if it proves that no other process uses
 * it, so that nodes of other processes are dead; else null
 * @param interruptActivities whether an attempt that does not count any more is
 * interrupted
 * @param queues the queues whose workflows run here
 * @param timeoutGrace how long the code of a workflow may clean up after its timeout
 * @param retention how long a closed run is kept, or null if it is until somebody deletes
 * it
 */
public record NodeSettings(String name, String buildId, Duration leaseDuration, Duration renewInterval,
		Duration pollInterval, int pollBatch, int maxResident, Duration parkAfter, int maxActivities,
		int transactionalSlots, Duration shutdownGrace, @Nullable String exclusiveStore, boolean interruptActivities,
		Set<String> queues, Duration timeoutGrace, @Nullable Duration retention) {

	/**
	 * How long the code of a workflow may clean up where nothing is said.
	 */
	public static final Duration TIMEOUT_GRACE = Duration.ofSeconds(30);

	/**
	 * The slot of the committer.
	 */
	static final int COMMIT_SLOT = 0;

	/**
	 * The slot of what the poller writes.
	 */
	static final int POLL_SLOT = 1;

	/**
	 * The slot of what is written of attempts of queues.
	 */
	static final int QUEUE_SLOT = 2;

	/**
	 * The first slot of transactional attempts.
	 */
	static final int ATTEMPT_SLOT = 3;

	public NodeSettings {
		queues = Set.copyOf(queues);
	}

	/**
	 * Make settings with the defaults for all but the names.
	 * @param name the label
	 * @param buildId the build
	 * @return the settings
	 */
	public static NodeSettings of(String name, String buildId) {
		return new NodeSettings(name, buildId, Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofSeconds(1),
				100, 10_000, Duration.ofSeconds(10), 200, 8, Duration.ofSeconds(30), null, true,
				Set.of(StartDetails.DEFAULT_QUEUE), TIMEOUT_GRACE, null);
	}

}
