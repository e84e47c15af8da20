package dev.durable.store;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A letter in the inbox.
 *
 * @param id its id; letters are taken in this order
 * @param chain the first run of the chain it is for
 * @param runId the run it is for, or null
 * @param kind what it brings
 * @param name the name of a signal or update, the kind of the event that a result
 * carries, or what {@link LetterKind} says
 * @param data the encoded event, or the answer
 * @param key unique within the chain, or null
 * @param state where it stands
 * @param sentAt when it was inserted
 */
public record Letter(long id, UUID chain, @Nullable UUID runId, LetterKind kind, String name, byte[] data,
		@Nullable String key, LetterState state, Instant sentAt) {

}
