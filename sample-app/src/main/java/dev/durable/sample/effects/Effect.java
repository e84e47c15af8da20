package dev.durable.sample.effects;

import java.time.Instant;

/**
 * Something that an activity has done.
 *
 * @param activity what was done, for example {@code charge}
 * @param attempt the attempt that did it, from 1
 * @param idempotencyKey the key that all attempts of the call share
 * @param at when it was done
 */
public record Effect(String activity, int attempt, String idempotencyKey, Instant at) {
}
