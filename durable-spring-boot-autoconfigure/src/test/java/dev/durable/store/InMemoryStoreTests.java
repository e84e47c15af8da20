package dev.durable.store;

import java.time.InstantSource;

/**
 * The in-memory store keeps the contract.
 */
class InMemoryStoreTests extends StoreContractTests {

	@Override
	protected Store store() {
		return new InMemoryStore(InstantSource.system());
	}

}
