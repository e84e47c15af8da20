package dev.durable.store;

import org.jspecify.annotations.Nullable;

/**
 * A letter that was sent.
 *
 * @param to whom it has gone to
 * @param unread the letter as it is in the inbox, if it is known that its run had read
 * all others when it was inserted; null if that is not known, or the letter may not be
 * committed yet. Whoever has the run in memory need not look into the inbox then
 */
public record SentLetter(Addressee to, @Nullable Letter unread) {

}
