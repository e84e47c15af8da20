package dev.durable.autoconfigure;

import dev.durable.node.Hints;
import org.jspecify.annotations.Nullable;

/**
 * What a node must know of its store.
 *
 * @param exclusive what it is called, if no other process can use it; else null
 * @param interruptible whether threads that use it may be interrupted
 * @param hints goes between the nodes on it
 * @param transactionalSlots how many transactional attempts may run at the same time
 */
record StoreTraits(@Nullable String exclusive, boolean interruptible, Hints hints, int transactionalSlots) {

	static final StoreTraits DEFAULTS = new StoreTraits(null, true, Hints.NONE, 8);

}
