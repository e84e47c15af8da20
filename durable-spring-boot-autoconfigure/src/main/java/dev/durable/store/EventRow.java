package dev.durable.store;

import java.time.Instant;

/**
 * An event as it is stored.
 *
 * @param seq its position in the history, from 1
 * @param kind its kind
 * @param at its time, in microseconds
 * @param data its encoded form
 */
public record EventRow(long seq, String kind, Instant at, byte[] data) {

}
