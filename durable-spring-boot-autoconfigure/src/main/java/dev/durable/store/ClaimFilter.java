package dev.durable.store;

import java.time.Duration;
import java.util.Set;

/**
 * What a node can run.
 *
 * @param types the workflow types it has code for
 * @param queues the queues it serves
 * @param buildId the build of its code
 * @param timeoutGrace how long the code of a run may go on after its timeout, before any
 * node closes it
 * @param limit how many runs at the most
 */
public record ClaimFilter(Set<String> types, Set<String> queues, String buildId, Duration timeoutGrace, int limit) {

	/**
	 * How long a run is left to the live nodes of the build that had it last, if they
	 * have its type and serve its queue.
	 */
	public static final Duration OTHERS_FIRST = Duration.ofSeconds(5);

	public ClaimFilter {
		types = Set.copyOf(types);
		queues = Set.copyOf(queues);
	}

	/**
	 * Make a filter for the default queue.
	 * @param types the workflow types it has code for
	 * @param buildId the build of its code
	 * @param limit how many runs at the most
	 */
	public ClaimFilter(Set<String> types, String buildId, int limit) {
		this(types, Set.of("default"), buildId, Duration.ofSeconds(30), limit);
	}

}
