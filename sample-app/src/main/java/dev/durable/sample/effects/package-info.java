/**
 * What the activities have done, one row per effect, from a table without a unique key:
 * an effect that happened twice would show.
 * <p>
 * Used by: {@code web} and every package with a workflow.
 */
@NullMarked
package dev.durable.sample.effects;

import org.jspecify.annotations.NullMarked;
