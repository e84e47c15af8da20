package dev.durable.store;

import java.util.UUID;

/**
 * Who a letter has gone to.
 *
 * @param runId the run that was open
 * @param chain the first run of its chain
 */
public record Addressee(UUID runId, UUID chain) {

}
