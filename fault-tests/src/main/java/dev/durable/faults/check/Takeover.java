package dev.durable.faults.check;

import java.time.Duration;

/**
 * Somebody has gone on with what a node had begun.
 *
 * @param took how long after the end of that node
 * @param disturbed whether another fault began meanwhile, which may have hit whoever was
 * to go on, or the database
 */
public record Takeover(Duration took, boolean disturbed) {
}
