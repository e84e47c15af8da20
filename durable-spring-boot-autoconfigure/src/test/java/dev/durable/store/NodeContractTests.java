package dev.durable.store;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import dev.durable.client.WorkflowStatus;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Nodes, leases and fences.
 */
public abstract class NodeContractTests extends StoreTestSupport {

	@Test
	void joinGivesIdsThatWereNeverUsedBefore() {
		Set<Long> ids = new HashSet<>();
		for (int round = 0; round < 5; round++) {
			Fence joined = join(Duration.ZERO);
			assertThat(ids.add(joined.nodeId())).isTrue();
			assertThat(this.store.expire(joined.nodeId())).isTrue();
			this.store.release(joined.nodeId());
		}
	}

	@Test
	void buildIsSeenForTheFirstTimeOnce() {
		String build = "build-" + this.type;
		assertThat(this.store.builds()).doesNotContainKey(build);
		Instant first = this.store.join(registration(build), LEASE).now();
		assertThat(this.store.builds()).containsEntry(build, first);
		this.store.join(registration(build), LEASE);
		this.store.join(registration("later-" + build), LEASE);
		assertThat(this.store.builds()).containsEntry(build, first)
			.hasEntrySatisfying("later-" + build, (later) -> assertThat(later).isAfterOrEqualTo(first));
	}

	@Test
	void nodesTellsWhatANodeSaidOfItself() {
		Membership membership = this.store.join(registration("b7"), LEASE);
		NodeRow node = node(membership.nodeId());
		assertThat(node.name()).isEqualTo("node");
		assertThat(node.buildId()).isEqualTo("b7");
		assertThat(node.types()).containsExactlyInAnyOrder(this.type, "Other");
		assertThat(node.fenced()).isTrue();
		assertThat(node.leaseUntil()).isEqualTo(membership.now().plus(LEASE));
		this.store.leave(membership.nodeId());
		assertThat(node(membership.nodeId()).fenced()).isFalse();
	}

	@Test
	void nodeWithoutTypesHasNone() {
		Membership membership = this.store.join(new NodeRegistration("n", "b", Set.of(), 1), LEASE);
		assertThat(node(membership.nodeId()).types()).isEmpty();
	}

	@Test
	void renewProlongsALeaseThatIsOver() {
		Fence late = join(Duration.ZERO);
		assertThat(this.store.expiredNodes(this.fence.nodeId())).contains(late.nodeId());
		Instant now = this.store.renew(late.nodeId(), LEASE);
		assertThat(node(late.nodeId()).leaseUntil()).isEqualTo(now.plus(LEASE));
		assertThat(this.store.expiredNodes(this.fence.nodeId())).doesNotContain(late.nodeId());
		assertThat(this.store.expire(late.nodeId())).isFalse();
	}

	@Test
	void renewRefusedWhenExpired() {
		Fence late = join(Duration.ZERO);
		assertThat(this.store.expire(late.nodeId())).isTrue();
		assertThatExceptionOfType(FenceLostException.class).isThrownBy(() -> this.store.renew(late.nodeId(), LEASE));
		this.store.release(late.nodeId());
		assertThatExceptionOfType(FenceLostException.class).isThrownBy(() -> this.store.renew(late.nodeId(), LEASE));
	}

	@Test
	void clockNeverGoesBack() {
		Instant before = this.store.renew(this.fence.nodeId(), LEASE);
		for (int round = 0; round < 10; round++) {
			Instant now = this.store.renew(this.fence.nodeId(), LEASE);
			assertThat(now).isAfterOrEqualTo(before);
			before = now;
		}
	}

	@Test
	void timeIsThatOfTheClockThatLeasesGoBy() {
		Instant before = this.store.renew(this.fence.nodeId(), LEASE);
		Instant now = this.store.now();
		assertThat(now).isBetween(before, this.store.renew(this.fence.nodeId(), LEASE));
	}

	@Test
	void expiredNodesNeverNamesTheOneThatAsks() {
		Fence late = join(Duration.ZERO);
		assertThat(this.store.expiredNodes(late.nodeId())).doesNotContain(late.nodeId());
	}

	@Test
	void expiredNodesDoesNotNameLiveNodes() {
		Fence live = join(LEASE);
		assertThat(this.store.expiredNodes(this.fence.nodeId())).doesNotContain(live.nodeId());
	}

	@Test
	void expiredNodesNamesNodesThatLeftUntilTheyAreReleased() {
		Fence gone = join(LEASE);
		this.store.leave(gone.nodeId());
		assertThat(this.store.expiredNodes(this.fence.nodeId())).contains(gone.nodeId());
		this.store.release(gone.nodeId());
		assertThat(this.store.expiredNodes(this.fence.nodeId())).doesNotContain(gone.nodeId());
	}

	@Test
	void expireRefusedWhileTheLeaseRuns() {
		Fence live = join(LEASE);
		assertThat(this.store.expire(live.nodeId())).isFalse();
		assertThat(node(live.nodeId()).fenced()).isTrue();
	}

	@Test
	void expiredNodeIsExpiredAgainWithoutHarm() {
		Fence late = join(Duration.ZERO);
		assertThat(this.store.expire(late.nodeId())).isTrue();
		assertThat(this.store.expire(late.nodeId())).isTrue();
		this.store.release(late.nodeId());
		assertThat(this.store.expire(late.nodeId())).isTrue();
	}

	@Test
	void expiredNodeWritesNothing() {
		NewRun own = committedRun();
		NewRun parked = parkedRun(PAST);
		this.store.leave(this.fence.nodeId());
		NewRun late = newRun();
		assertLost(() -> tryCommit(starting(late)));
		assertLost(() -> tryCommit(change(own).event(event(2))));
		assertLost(() -> claim(this.fence));
		assertLost(() -> this.store.sort(this.fence, 10));
		assertLost(() -> this.store.markUnknownTypes(this.fence, Duration.ZERO));
		assertLost(() -> this.store.abandon(this.fence, abandoned(own, 1)));
		assertLost(() -> deliver(this.fence, result(own, 1)));
		assertLost(() -> this.store.retire(this.fence));
		assertThat(this.store.run(late.runId())).isEmpty();
		assertThat(loaded(own).history()).hasSize(1);
		assertThat(letters(own)).isEmpty();
		assertThat(row(parked).owner()).isNull();
	}

	private static void assertLost(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
		assertThatExceptionOfType(FenceLostException.class).isThrownBy(call);
	}

	@Test
	void slotThatWasNeverThereIsLost() {
		Fence none = new Fence(this.fence.nodeId(), 99);
		assertThatExceptionOfType(FenceLostException.class).isThrownBy(() -> tryCommit(none, starting(newRun())));
	}

	@Test
	void releaseFreesTheRunsOfANodeWithoutFence() {
		NewRun run = committedRun();
		NewRun stuck = committedRun();
		commit(change(stuck).update(stuck("b1", false, Instant.now().plus(LEASE))));
		NewRun closed = committedRun();
		commit(change(closed).event(event(2)).update(closed()));
		assertThat(this.store.release(this.fence.nodeId())).isZero();
		assertThat(this.store.owned(this.fence.nodeId())).containsExactlyInAnyOrder(run.runId(), stuck.runId());
		this.store.leave(this.fence.nodeId());
		assertThat(this.store.release(this.fence.nodeId())).isEqualTo(2);
		assertThat(row(run).owner()).isNull();
		assertThat(row(stuck).stuck()).isNotNull();
		assertThat(row(closed).status().isClosed()).isTrue();
		assertThat(this.store.nodes()).noneMatch((node) -> node.nodeId() == this.fence.nodeId());
		List<UUID> claimed = this.store.claim(join(LEASE), filter("b1", 10));
		assertThat(claimed).containsExactlyInAnyOrder(run.runId(), stuck.runId());
	}

	@Test
	void releasedRunThatIsPausedStaysPausedAndIsDue() {
		NewRun run = pausedRun(false, Instant.now().plus(LEASE));
		this.store.leave(this.fence.nodeId());
		assertThat(this.store.release(this.fence.nodeId())).isEqualTo(1);
		assertThat(row(run).status()).isEqualTo(WorkflowStatus.PAUSED);
		assertThat(row(run).owner()).isNull();
		assertThat(this.store.claim(join(LEASE), filter("b1", 10))).containsExactly(run.runId());
	}

	@Test
	void expiredNodesNamesOwnersOfRunsUntilAllAreReleased() {
		committedRun();
		Fence other = join(LEASE);
		this.store.leave(this.fence.nodeId());
		assertThat(this.store.expiredNodes(other.nodeId())).contains(this.fence.nodeId());
		this.store.release(this.fence.nodeId());
		assertThat(this.store.expiredNodes(other.nodeId())).doesNotContain(this.fence.nodeId());
	}

	@Test
	void retiredSlotIsUsableAgain() {
		this.store.retire(this.fence);
		NewRun run = committedRun();
		assertThat(row(run).owner()).isEqualTo(this.fence.nodeId());
		this.store.retire(this.fence);
		this.store.retire(this.fence);
		commit(change(run).event(event(2)));
	}

	@Test
	void slotThatIsRetiredForGoodIsNotUsableAgain() {
		NewRun run = committedRun();
		Fence next = this.fence.successor();
		this.store.retire(this.fence, next);
		this.store.retire(this.fence, next); // as if nobody had heard of the first time
		assertLost(() -> commit(change(run).event(event(2))));
		this.fence = next;
		commit(change(run).event(event(2)));
		this.store.leave(this.fence.nodeId());
		assertLost(() -> this.store.retire(next, next.successor()));
	}

	protected NodeRow node(long nodeId) {
		return this.store.nodes().stream().filter((node) -> node.nodeId() == nodeId).findAny().orElseThrow();
	}

}
