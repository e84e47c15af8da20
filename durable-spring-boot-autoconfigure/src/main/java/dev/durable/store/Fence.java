package dev.durable.store;

/**
 * One slot of a node's fence: the row that a writing transaction locks, and without which
 * it commits nothing. One transaction at a time uses a slot.
 *
 * @param nodeId the node
 * @param slot the slot, from 0
 */
public record Fence(long nodeId, int slot) {

	/** More slots than a node has at a time. */
	private static final int GENERATION = 1 << 16;

	/**
	 * Return the slot that takes the place of this one when it is retired for good.
	 * @return a slot with another number
	 */
	public Fence successor() {
		return new Fence(this.nodeId, this.slot + GENERATION);
	}

}
