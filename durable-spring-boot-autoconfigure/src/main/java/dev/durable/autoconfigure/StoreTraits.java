package dev.durable.autoconfigure;

import org.jspecify.annotations.Nullable;

/**
 * What a node must know of its store.
 *
 * @param exclusive what it is called, if no other process can use it; else null
 * @param interruptible whether threads that use it may be interrupted
 * @param transactionalSlots how many transactional attempts may run at the same time
 */
record StoreTraits(@Nullable String exclusive, boolean interruptible, int transactionalSlots) {

	static final StoreTraits DEFAULTS = new StoreTraits(null, true, 8);

}
