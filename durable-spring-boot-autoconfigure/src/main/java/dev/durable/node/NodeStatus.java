package dev.durable.node;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import dev.durable.engine.HeldThread;
import org.jspecify.annotations.Nullable;

/**
 * How a node is at the moment.
 *
 * @param state what it is doing
 * @param nodeId its id, or null before it has joined
 * @param name its label
 * @param buildId the build of its workflow code
 * @param queues the queues whose workflows it runs
 * @param workflowTypes the workflow types it has code for
 * @param activityTypes the activities it has
 * @param lease its lease
 * @param poller its poller
 * @param load what it has in hand
 * @param heldThreads threads that workflow code holds by other means than durable calls
 */
public record NodeStatus(State state, @Nullable Long nodeId, String name, String buildId, Set<String> queues,
		Set<String> workflowTypes, Set<String> activityTypes, LeaseStatus lease, PollerStatus poller, LoadStatus load,
		List<HeldThread> heldThreads) {

	/**
	 * What a node is doing.
	 */
	public enum State {

		/** It has not joined yet. */
		STARTING,

		/** It works. */
		RUNNING,

		/** It takes no more work, and hands over what it has. */
		DRAINING,

		/** It takes no work, and has none. */
		DRAINED,

		/** It was expired by others and joins again. */
		REJOINING,

		/** It leaves, or has left. */
		STOPPING

	}

	/**
	 * The lease of a node.
	 *
	 * @param held whether new work may begin under it
	 * @param age the time since it was renewed last
	 * @param duration how long it lasts
	 */
	public record LeaseStatus(boolean held, Duration age, Duration duration) {

	}

	/**
	 * The poller of a node.
	 *
	 * @param alive whether its last good poll is not too long ago
	 * @param age the time since its last good poll began, or since it was started
	 * @param limit the age at which it does not count as alive any more
	 * @param interval how long it rests when there is nothing to do
	 * @param trouble what has failed in the last poll, or null
	 */
	public record PollerStatus(boolean alive, Duration age, Duration limit, Duration interval,
			@Nullable String trouble) {

	}

	/**
	 * What a node has in hand.
	 *
	 * @param residents runs in memory
	 * @param residentsMax how many runs may be in memory
	 * @param attemptsRunning attempts of activities that run
	 * @param attemptsWaiting attempts of activities that wait for a thread or a slot
	 * @param attemptsMax how many attempts may run at the same time
	 */
	public record LoadStatus(int residents, int residentsMax, int attemptsRunning, int attemptsWaiting,
			int attemptsMax) {

	}

}
