package dev.durable.store;

/**
 * An attempt that a node has taken from a queue and not ended yet.
 *
 * @param ref the attempt
 * @param cancelRequested whether its run asks for its end
 */
public record TakenAttempt(AttemptRef ref, boolean cancelRequested) {

}
