/**
 * The vocabulary of a run: events, payloads, failures, and how they become bytes.
 * <p>
 * A history is a sequence of turns; a turn is one {@link dev.durable.history.Incoming
 * incoming} event followed by the {@link dev.durable.history.Command commands} that the
 * workflow code issued in answer to it; a {@link dev.durable.history.Terminal terminal}
 * event closes it. Everything a run knows follows from that list.
 * <p>
 * May use: {@code dev.durable}, {@code client}. Used by: {@code store}, {@code engine},
 * {@code node}, {@code jackson}, {@code jpa}, {@code proxy}. Internal, apart from what a
 * store or a converter needs.
 */
@NullMarked
package dev.durable.history;

import org.jspecify.annotations.NullMarked;
