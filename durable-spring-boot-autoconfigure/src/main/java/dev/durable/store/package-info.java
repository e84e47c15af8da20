/**
 * The storage contract.
 * <p>
 * One law: only the owner of a run appends to its history, and every write of an owner
 * happens in a transaction that holds a row of the owner's fence. Everyone else inserts a
 * letter. Times that are compared are compared by the clock of the store.
 * <p>
 * May use: {@code dev.durable}, {@code client}, {@code history}. Used by: {@code engine},
 * {@code node}, {@code jpa}, {@code proxy}. Public API for those who write a store; every
 * store passes {@code StoreContractTests}.
 */
@NullMarked
package dev.durable.store;

import org.jspecify.annotations.NullMarked;
