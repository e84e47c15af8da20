package dev.durable.store;

/**
 * A letter that was taken and is kept for the sake of its key.
 *
 * @param id the letter, new or held until now
 * @param state {@link LetterState#ACCEPTED} or {@link LetterState#ANSWERED}
 * @param data the answer, or empty
 */
public record KeptLetter(long id, LetterState state, byte[] data) {

}
