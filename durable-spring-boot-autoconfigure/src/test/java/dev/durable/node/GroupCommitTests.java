package dev.durable.node;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.durable.engine.WorkflowTypes;
import dev.durable.jackson.JacksonEventCodec;
import dev.durable.store.CommitReply;
import dev.durable.store.Fence;
import dev.durable.store.OutcomeUnknownException;
import dev.durable.store.RunChange;
import dev.durable.store.Store;
import dev.durable.store.StoreUnavailableException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the group commit against a store that fails.
 */
class GroupCommitTests extends SimulatedNodeTests {

	private final UUID poison = UUID.randomUUID();

	private final List<UUID> durable = new ArrayList<>();

	private final GroupCommit commits = new GroupCommit(parts(),
			new DatabaseClock(this.world::nanos, this.world.instant()), new Fence(1, 0), () -> {
			});

	private final List<UUID> written = new ArrayList<>();

	private final List<UUID> runsWritten = new ArrayList<>();

	private boolean reachable = true;

	private Runnable hanging = () -> {
	};

	private boolean unheard;

	private boolean commitLost;

	private boolean replyLost;

	private @Nullable Error error;

	private int tries;

	private NodeParts parts() {
		return new NodeParts(NodeSettings.of("test", "build"), store(), Hints.NONE, new JacksonEventCodec(),
				WorkflowTypes.ENVIRONMENT, new Registry(Map.of(), Map.of()), CallerTransaction.NONE, add("build"),
				this.world.ids, Instrumentation.NONE);
	}

	private Store store() {
		return (Store) Proxy.newProxyInstance(Store.class.getClassLoader(), new Class<?>[] { Store.class },
				(proxy, method, arguments) -> switch (method.getName()) {
					case "commit" -> commit((UUID) arguments[1], (List<?>) arguments[2]);
					case "isWritten" -> this.written.contains(arguments[0]);
					default -> null;
				});
	}

	private CommitReply commit(UUID writeId, List<?> changes) {
		this.hanging.run();
		if (!this.reachable
				|| changes.stream().anyMatch((change) -> ((RunChange) change).runId().equals(this.poison))) {
			throw this.unheard ? new OutcomeUnknownException("the connection breaks each time", null)
					: new StoreUnavailableException("nobody has thought of this", null);
		}
		this.tries++;
		if (this.commitLost) {
			this.commitLost = false;
			throw new OutcomeUnknownException("lost on its way", null);
		}
		if (this.error != null && !this.replyLost) {
			throw thrown();
		}
		this.written.add(writeId);
		changes.forEach((change) -> this.runsWritten.add(((RunChange) change).runId()));
		if (this.error != null) {
			throw thrown();
		}
		if (this.replyLost) {
			this.replyLost = false;
			throw new OutcomeUnknownException("done, and the reply is lost", null);
		}
		return new CommitReply(this.world.instant(), Map.of());
	}

	private Error thrown() {
		Error thrown = this.error;
		this.error = null;
		this.replyLost = false;
		return thrown;
	}

	private void submit(UUID runId) {
		this.commits.submit(RunChange.of(runId, runId).build(), (outcome) -> {
			assertThat(outcome).isEqualTo(CommitOutcome.DURABLE);
			this.durable.add(runId);
		});
	}

	@Test
	void aChangeThatBreaksItsConnectionEachTimeHoldsUpItsOwnRunOnly() {
		this.unheard = true;
		aChangeThatFailsForEverHoldsUpItsOwnRunOnly();
	}

	@Test
	void aChangeThatFailsForEverHoldsUpItsOwnRunOnly() {
		submit(this.poison);
		for (int i = 0; i < 50; i++) {
			submit(UUID.randomUUID());
		}
		until(() -> this.durable.size() == 50);
		assertThat(this.world.nanos()).isLessThan(Duration.ofMinutes(1).toNanos());
		long before = this.world.nanos();
		for (int i = 0; i < 50; i++) {
			submit(UUID.randomUUID());
		}
		until(() -> this.durable.size() == 100);
		assertThat(this.world.nanos() - before).isLessThan(Duration.ofSeconds(10).toNanos());
		assertThat(this.durable).doesNotContain(this.poison);
	}

	@Test
	void afterAnOutageEverythingIsCommittedWithinTenSeconds() {
		this.reachable = false;
		for (int i = 0; i < 300; i++) {
			submit(UUID.randomUUID());
		}
		pass(Duration.ofMinutes(10));
		assertThat(this.durable).isEmpty();
		assertThat(this.commits.isUnavailable()).isTrue();
		this.reachable = true;
		long back = this.world.nanos();
		until(() -> this.durable.size() == 300);
		assertThat(this.world.nanos() - back).isLessThan(Duration.ofSeconds(10).toNanos());
		assertThat(this.commits.isUnavailable()).isFalse();
	}

	@Test
	void whoComesWhileACommitDoesNotEndIsTold() {
		List<Boolean> unavailable = new ArrayList<>();
		this.hanging = () -> {
			unavailable.add(this.commits.isUnavailable());
			pass(Duration.ofSeconds(9));
			unavailable.add(this.commits.isUnavailable());
			pass(Duration.ofSeconds(2));
			unavailable.add(this.commits.isUnavailable());
		};
		submit(UUID.randomUUID());
		until(() -> this.durable.size() == 1);
		assertThat(unavailable).containsExactly(false, false, true);
		assertThat(this.commits.isUnavailable()).isFalse();
	}

	@Test
	void whoComesAfterAFailureThatHasTakenLongIsTold() {
		this.reachable = false;
		this.hanging = () -> pass(Duration.ofSeconds(3));
		submit(UUID.randomUUID());
		until(() -> this.world.nanos() > Duration.ofSeconds(3).toNanos());
		pass(Duration.ofMillis(50));
		assertThat(this.commits.isUnavailable()).isTrue();
	}

	@Test
	void aChangeThatFailsForEverKeepsNobodyFromComing() {
		submit(this.poison);
		pass(Duration.ofMinutes(1));
		until(() -> !this.commits.isUnavailable());
		submit(UUID.randomUUID());
		until(() -> this.durable.size() == 1);
	}

	@Test
	void aCommitThatHasHappenedThoughItsReplyWasLostIsNotMadeAgain() {
		this.replyLost = true;
		submit(UUID.randomUUID());
		until(() -> this.durable.size() == 1);
		assertThat(this.tries).isOne();
	}

	@Test
	void aCommitThatWasLostIsMadeAgainBeforeAnybodyHearsOfIt() {
		this.commitLost = true;
		submit(UUID.randomUUID());
		until(() -> this.durable.size() == 1);
		assertThat(this.written).hasSize(1);
		assertThat(this.tries).isEqualTo(2);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void whatIsCommittedWhenTheMemoryIsFullIsCommittedOnce(boolean written) {
		this.error = new InternalError("memory is full");
		this.replyLost = written;
		for (int i = 0; i < 5; i++) {
			submit(UUID.randomUUID());
		}
		until(() -> this.durable.size() == 5);
		pass(Duration.ofMinutes(1));
		assertThat(this.durable).hasSize(5).doesNotHaveDuplicates();
		assertThat(this.runsWritten).hasSize(5).doesNotHaveDuplicates();
	}

	@Test
	void whoCannotBeToldDoesNotKeepOthersFromHearing() {
		this.commits.submit(RunChange.of(this.world.ids.next(), UUID.randomUUID()).build(), (outcome) -> {
			throw new StackOverflowError("bug");
		});
		submit(UUID.randomUUID());
		until(() -> this.durable.size() == 1);
		submit(UUID.randomUUID());
		until(() -> this.durable.size() == 2);
	}

}
