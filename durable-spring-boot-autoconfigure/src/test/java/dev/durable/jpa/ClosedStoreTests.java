package dev.durable.jpa;

import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

import dev.durable.store.ClaimFilter;
import dev.durable.store.Fence;
import dev.durable.store.NodeRegistration;
import dev.durable.store.StoreUnavailableException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * An application that ends closes what the store is made of, while the last steps of its
 * node may be under way.
 */
class ClosedStoreTests {

	private static final Duration LEASE = Duration.ofSeconds(10);

	private static final Set<String> TYPES = Set.of("Order");

	private TestDatabase database;

	private Fence fence;

	@BeforeEach
	void open() {
		this.database = TestDatabase.open("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "", null);
		long nodeId = this.database.store()
			.join(new NodeRegistration("a", "b1", TYPES, Set.of("default"), 4), LEASE)
			.nodeId();
		this.fence = new Fence(nodeId, 0);
	}

	@AfterEach
	void close() {
		this.database.close();
	}

	@TestFactory
	Stream<DynamicTest> saysThatItIsAwayWhenTheEntityManagerFactoryIsClosed() {
		this.database.factory().close();
		return readers(this.database.store());
	}

	@TestFactory
	Stream<DynamicTest> saysThatItIsAwayWhenThePoolsAreClosed() {
		this.database.engine().close();
		this.database.callers().close();
		return Stream.concat(readers(this.database.store()), writers(this.database.store()));
	}

	private Stream<DynamicTest> readers(JpaStore store) {
		return Stream.of(step("find a run", () -> store.run(UUID.randomUUID())),
				step("load", () -> store.load(UUID.randomUUID())),
				step("read letters", () -> store.runsWithLetters(this.fence.nodeId(), 10)));
	}

	private Stream<DynamicTest> writers(JpaStore store) {
		return Stream.of(step("claim", () -> store.claim(this.fence, new ClaimFilter(TYPES, "b1", 10))),
				step("sort letters", () -> store.sort(this.fence, 10)),
				step("renew the lease", () -> store.renew(this.fence.nodeId(), LEASE)),
				step("leave", () -> store.handOver(this.fence.nodeId())));
	}

	private static DynamicTest step(String name, ThrowingCallable step) {
		return DynamicTest.dynamicTest(name, () -> refused(step));
	}

	private static void refused(ThrowingCallable step) {
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(step);
	}

}
