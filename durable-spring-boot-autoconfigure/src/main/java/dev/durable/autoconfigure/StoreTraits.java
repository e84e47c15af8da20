package dev.durable.autoconfigure;

/**
 * What a node must know of its store.
 *
 * @param exclusive whether no other process can use it
 * @param interruptible whether threads that use it may be interrupted
 * @param transactionalSlots how many transactional attempts may run at the same time
 */
record StoreTraits(boolean exclusive, boolean interruptible, int transactionalSlots) {

	static final StoreTraits DEFAULTS = new StoreTraits(false, true, 8);

}
