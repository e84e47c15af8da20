/**
 * A run: turns, branches, replay.
 * <p>
 * The law: exactly one branch of a run moves at a time, in an order that follows from the
 * history alone. Live, a {@link dev.durable.engine.Run} takes one incoming event and lets
 * its code go until every branch is blocked; on replay it does the same with the stored
 * events and compares the commands. It knows no store, no clock and no node.
 * <p>
 * May use: {@code dev.durable}, {@code client}, {@code history}. Used by: {@code node},
 * {@code proxy}. Internal.
 */
@NullMarked
package dev.durable.engine;

import org.jspecify.annotations.NullMarked;
