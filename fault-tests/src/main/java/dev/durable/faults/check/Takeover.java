package dev.durable.faults.check;

import java.time.Duration;

/**
 * Somebody has gone on with what a node had begun.
 *
 * @param took how long after the end of that node
 * @param disturbed whether another fault began within the lease and two polls, which may
 * have hit whoever was to go on, or the database
 * @param what which attempt it was, of which node, and when that was hit
 */
public record Takeover(Duration took, boolean disturbed, String what) {
}
