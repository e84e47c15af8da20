package dev.durable.store;

import java.time.Instant;
import java.util.Set;

/**
 * A node, as others see it.
 *
 * @param nodeId its id
 * @param name its label
 * @param buildId the build of its workflow code
 * @param types the workflow types it has code for
 * @param queues the queues it serves
 * @param leaseUntil when its lease ends, by the clock of the store
 * @param fenced whether its fence is there
 */
public record NodeRow(long nodeId, String name, String buildId, Set<String> types, Set<String> queues,
		Instant leaseUntil, boolean fenced) {

}
