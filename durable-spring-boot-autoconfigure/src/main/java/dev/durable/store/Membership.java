package dev.durable.store;

import java.time.Instant;

/**
 * The answer to a node that joined.
 *
 * @param nodeId its id, never used before
 * @param now the time by the clock of the store
 */
public record Membership(long nodeId, Instant now) {

}
