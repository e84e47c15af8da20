package dev.durable.store;

import java.util.UUID;

/**
 * Names a letter by its key.
 *
 * @param chain the first run of its chain
 * @param key its key
 */
public record LetterRef(UUID chain, String key) {

}
