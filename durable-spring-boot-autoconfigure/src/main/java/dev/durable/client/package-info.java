/**
 * Start and steer workflows from ordinary code.
 * <p>
 * What changes a run takes effect if and only if the caller's transaction commits, or is
 * durable on return where there is none. What is read is what has been committed.
 * <p>
 * May use: {@code dev.durable}. Used by: {@code store}, {@code engine}, {@code node},
 * {@code proxy}, {@code jpa}, {@code actuate}, {@code autoconfigure}. Public API: yes,
 * except for the types whose description begins with "Internal.".
 */
@NullMarked
package dev.durable.client;

import org.jspecify.annotations.NullMarked;
