package dev.durable.store;

/**
 * One slot of a node's fence: the row that a writing transaction locks, and without which
 * it commits nothing. One transaction at a time uses a slot.
 *
 * @param nodeId the node
 * @param slot the slot, from 0
 */
public record Fence(long nodeId, int slot) {

}
