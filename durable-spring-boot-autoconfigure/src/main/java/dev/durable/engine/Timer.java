package dev.durable.engine;

import java.time.Instant;

/**
 * A timer that code waits for.
 *
 * @param id its position in the history
 * @param due when it fires
 * @param promise settled when it has fired
 */
record Timer(long id, Instant due, RunPromise<Void> promise) {

}
