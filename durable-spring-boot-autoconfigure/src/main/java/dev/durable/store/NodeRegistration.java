package dev.durable.store;

import java.util.Set;

/**
 * What a node says of itself when it joins.
 *
 * @param name a label for people
 * @param buildId the build of its workflow code
 * @param types the workflow types it has code for
 * @param queues the queues it serves
 * @param slots how many fence rows it needs
 */
public record NodeRegistration(String name, String buildId, Set<String> types, Set<String> queues, int slots) {

	/**
	 * Register a node that serves the default queue.
	 * @param name a label for people
	 * @param buildId the build of its workflow code
	 * @param types the workflow types it has code for
	 * @param slots how many fence rows it needs
	 */
	public NodeRegistration(String name, String buildId, Set<String> types, int slots) {
		this(name, buildId, types, Set.of("default"), slots);
	}

}
