package dev.durable.store;

import java.util.UUID;

/**
 * The answer to a letter that its sender waits for.
 *
 * @param chain the chain of the letter
 * @param key its key
 * @param data the answer; empty if the run has closed before there was one
 */
public record Answer(UUID chain, String key, byte[] data) {

}
