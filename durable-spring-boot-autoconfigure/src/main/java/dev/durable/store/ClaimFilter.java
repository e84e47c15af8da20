package dev.durable.store;

import java.util.Set;

/**
 * What a node can run.
 *
 * @param types the workflow types it has code for
 * @param buildId the build of that code
 * @param limit how many runs at the most
 */
public record ClaimFilter(Set<String> types, String buildId, int limit) {

}
