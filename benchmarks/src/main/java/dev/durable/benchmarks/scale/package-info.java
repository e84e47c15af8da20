/**
 * How costs grow: with the number of parked runs, of timers that are due at once, of
 * workflows that were, of nodes.
 * <p>
 * {@code Scale} is the run; {@code Probe} is the process that measures one {@code Part}.
 */
@NullMarked
package dev.durable.benchmarks.scale;

import org.jspecify.annotations.NullMarked;
