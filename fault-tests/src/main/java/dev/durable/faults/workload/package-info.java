/**
 * What the nodes are given to do: random programs whose results follow from their seed
 * alone.
 * <p>
 * Nothing here knows the engine, so that what is expected comes from nowhere else than
 * from the program. Used by: {@code node}, {@code driver}.
 */
@NullMarked
package dev.durable.faults.workload;

import org.jspecify.annotations.NullMarked;
