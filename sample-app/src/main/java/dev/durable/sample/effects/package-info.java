/**
 * What the activities have done, one row per effect, from a table without a unique key:
 * an effect that happened twice would show.
 * <p>
 * May use: {@code orders}. Used by: {@code fulfilment}, {@code web}.
 */
@NullMarked
package dev.durable.sample.effects;

import org.jspecify.annotations.NullMarked;
