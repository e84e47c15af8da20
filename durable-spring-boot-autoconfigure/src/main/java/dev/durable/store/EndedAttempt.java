package dev.durable.store;

/**
 * What has become of an attempt that was taken from a queue.
 *
 * @param ref the attempt
 * @param outcome the letter to its run, of kind {@link LetterKind#RESULT} or
 * {@link LetterKind#ATTEMPT_FAILED}
 */
public record EndedAttempt(AttemptRef ref, NewLetter outcome) {

}
