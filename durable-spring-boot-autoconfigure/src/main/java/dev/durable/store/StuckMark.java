package dev.durable.store;

import dev.durable.client.StuckReason;

/**
 * Why an open run cannot advance.
 *
 * @param reason the kind of trouble
 * @param message what happened and what to do, cut to a bounded length by the store
 * @param buildId the build on which it was tried last
 * @param tries how often it was tried in vain since it last advanced
 */
public record StuckMark(StuckReason reason, String message, String buildId, int tries) {

}
