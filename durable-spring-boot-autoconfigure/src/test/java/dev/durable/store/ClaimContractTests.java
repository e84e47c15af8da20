package dev.durable.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import dev.durable.client.StuckReason;
import dev.durable.client.WorkflowStatus;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who may claim which runs.
 */
public abstract class ClaimContractTests extends RequestContractTests {

	@Test
	void claimTakesRunsThatAreDueLongestDueFirst() {
		NewRun third = parkedRun(PAST.plusSeconds(3));
		NewRun first = parkedRun(PAST.plusSeconds(1));
		NewRun second = parkedRun(PAST.plusSeconds(2));
		NewRun later = parkedRun(Instant.now().plus(LEASE));
		NewRun never = parkedRun(null);
		assertThat(this.store.claim(this.fence, filter("b1", 2))).containsExactly(first.runId(), second.runId());
		assertThat(row(first).owner()).isEqualTo(this.fence.nodeId());
		assertThat(row(first).wakeAt()).isNull();
		assertThat(claim(this.fence)).containsExactly(third.runId());
		assertThat(claim(this.fence)).isEmpty();
		assertThat(row(later).owner()).isNull();
		assertThat(row(never).owner()).isNull();
	}

	@Test
	void claimTakesRunsWithLettersOnce() {
		NewRun run = parkedRun(null);
		NewRun other = parkedRun(null);
		signal(run.workflowId(), "go");
		signal(run.workflowId(), "go");
		signal(other.workflowId(), "go");
		assertThat(this.store.claim(this.fence, filter("b1", 2))).containsExactly(run.runId(), other.runId());
		assertThat(loaded(run).letters()).hasSize(2);
	}

	@Test
	void claimTakesAStuckRunWhenItIsDueOrOnAnotherBuild() {
		NewRun backedOff = committedRun();
		commit(change(backedOff).update(stuck("b1", true, Instant.now().plus(LEASE))));
		NewRun due = committedRun();
		commit(change(due).update(stuck("b1", true, PAST)));
		signal(backedOff.workflowId(), "go");
		assertThat(claim(this.fence)).containsExactly(due.runId());
		assertThat(row(due).stuck()).isNotNull();
		assertThat(this.store.claim(this.fence, filter("b2", 10))).containsExactly(backedOff.runId());
	}

	@Test
	void claimTakesOnlyWhatTheNodeCanRun() {
		NewRun run = parkedRun(PAST);
		assertThat(this.store.claim(this.fence, new ClaimFilter(Set.of("Other-" + UUID.randomUUID()), "b1", 10)))
			.isEmpty();
		assertThat(this.store.claim(this.fence, new ClaimFilter(Set.of(), "b1", 10))).isEmpty();
		assertThat(this.store.claim(this.fence, new ClaimFilter(Set.of("Zzz", this.type, "Aaa"), "b1", 10)))
			.containsExactly(run.runId());
	}

	@Test
	void claimTakesNeitherOwnedNorClosedRuns() {
		NewRun owned = committedRun();
		commit(change(owned).update(stuck("b0", false, PAST)));
		NewRun closed = committedRun();
		commit(change(closed).event(event(2)).update(closed()));
		assertThat(claim(join(LEASE))).isEmpty();
	}

	@Test
	void twoNodesClaimDifferentRuns() throws Exception {
		List<UUID> runs = new ArrayList<>();
		for (int count = 0; count < 60; count++) {
			runs.add(parkedRun(PAST).runId());
		}
		List<UUID> claimed = java.util.Collections.synchronizedList(new ArrayList<>());
		List<Thread> threads = new ArrayList<>();
		for (int node = 0; node < 3; node++) {
			Fence other = join(LEASE);
			Thread thread = new Thread(() -> {
				for (int round = 0; round < 20; round++) {
					claimed.addAll(this.store.claim(other, filter("b1", 5)));
				}
			});
			threads.add(thread);
			thread.start();
		}
		for (Thread thread : threads) {
			thread.join();
		}
		assertThat(claimed).containsExactlyInAnyOrderElementsOf(runs);
	}

	private List<UUID> claimForQueues(String... queues) {
		return this.store.claim(this.fence,
				new ClaimFilter(Set.of(this.type), Set.of(queues), "b1", Duration.ofSeconds(30), 100));
	}

	/** Claim as a node that has no code for anything. */
	private List<UUID> claimForeign() {
		return this.store.claim(this.fence, new ClaimFilter(Set.of(), Set.of(), "b1", Duration.ofSeconds(30), 100));
	}

	@Test
	void claimTakesRunsOfItsQueuesOnly() {
		NewRun run = elsewhere(newRun(), this.type, "gpu");
		start(run);
		NewRun waiting = parked(elsewhere(newRun(), this.type, "gpu"));
		signal(waiting.workflowId(), "go");
		NewRun stuck = elsewhere(newRun(), this.type, "gpu");
		commit(starting(stuck).update(stuck("b0", true, Instant.now().plus(LEASE))));
		assertThat(claim(this.fence)).isEmpty();
		assertThat(claimForQueues()).isEmpty();
		assertThat(claimForQueues("default", "Gpu")).isEmpty();
		assertThat(claimForQueues("gpu", "default")).containsExactlyInAnyOrder(run.runId(), waiting.runId(),
				stuck.runId());
	}

	@Test
	void claimTakesAPausedRunOnlyWhenItIsDue() {
		NewRun quiet = pausedRun(true, null);
		signal(quiet.workflowId(), "go");
		NewRun later = pausedRun(true, Instant.now().plus(LEASE));
		NewRun stuck = pausedRun(false, null);
		commit(change(stuck).update(stuck("b0", true, Instant.now().plus(LEASE))));
		NewRun due = pausedRun(true, PAST);
		assertThat(claim(this.fence)).containsExactly(due.runId());
		assertThat(row(quiet).owner()).isNull();
		assertThat(row(later).owner()).isNull();
		assertThat(row(stuck).owner()).isNull();
	}

	@Test
	void letterDoesNotWakeARunBeforeItMayBegin() {
		NewRun delayed = timed(newRun(), Instant.now().plusSeconds(600), null);
		start(delayed);
		signal(delayed.workflowId(), "go");
		sendTo(delayed, LetterKind.UPDATE, "update/1");
		NewRun begun = parked(timed(newRun(), PAST, null));
		signal(begun.workflowId(), "go");
		assertThat(claim(this.fence)).containsExactly(begun.runId());
	}

	@Test
	void requestToCancelWakesARunBeforeItMayBegin() {
		NewRun delayed = timed(elsewhere(newRun(), "Foreign-" + this.type, "gpu"), Instant.now().plusSeconds(600),
				null);
		start(delayed);
		NewRun begun = parked(elsewhere(newRun(), "Foreign-" + this.type, "gpu"));
		NewRun paused = timed(newRun(), Instant.now().plusSeconds(600), null);
		commit(starting(paused).update(new RunUpdate.Paused(true, null)));
		for (NewRun run : List.of(delayed, begun, paused)) {
			sendTo(run, LetterKind.CANCEL, null);
		}
		assertThat(claimForeign()).containsExactlyInAnyOrder(delayed.runId(), paused.runId());
		assertThat(row(begun).owner()).isNull();
	}

	@Test
	void orderWakesAnyRun() {
		List<NewRun> runs = new ArrayList<>();
		for (LetterKind kind : Arrays.stream(LetterKind.values()).filter(LetterKind::isOrder).toList()) {
			NewRun waiting = parked(elsewhere(newRun(), "Foreign-" + this.type, "gpu"));
			NewRun stuck = committedRun();
			commit(change(stuck).update(stuck("b1", true, Instant.now().plus(LEASE))));
			NewRun paused = pausedRun(true, null);
			NewRun delayed = timed(newRun(), Instant.now().plusSeconds(600), null);
			start(delayed);
			for (NewRun run : List.of(waiting, stuck, paused, delayed)) {
				sendTo(run, kind, null);
				runs.add(run);
			}
		}
		assertThat(claimForeign()).containsExactlyInAnyOrderElementsOf(runs.stream().map(NewRun::runId).toList());
	}

	@Test
	void orderForAnotherRunOfTheChainWakesNobody() {
		NewRun first = committedRun();
		NewRun next = nextOf(first);
		assertThat(this.store
			.send(new OutgoingLetter(first.workflowId(), first.runId(), LetterKind.TERMINATE, "", bytes(""), null)))
			.isPresent();
		commit(change(first).event(event(2))
			.update(new RunUpdate.Closed(WorkflowStatus.CONTINUED_AS_NEW, PAST, false, false, null, false))
			.starts(new RunStart(next, List.of(event(1)), true, false)));
		commit(RunChange.of(next.runId(), next.firstRunId()).update(new RunUpdate.Parked(null)));
		assertThat(claimForeign()).isEmpty();
	}

	@Test
	void runWhoseTimeoutAndGraceAreOverIsClaimedByAnyNode() {
		NewRun over = parked(timed(elsewhere(newRun(), "Foreign-" + this.type, "gpu"), null, PAST));
		NewRun inGrace = parked(timed(newRun(), null, now().minusSeconds(10)));
		NewRun later = parked(timed(newRun(), null, now().plusSeconds(600)));
		NewRun stuck = timed(newRun(), null, PAST);
		commit(starting(stuck).update(stuck("b1", true, Instant.now().plus(LEASE))));
		NewRun paused = timed(newRun(), null, PAST);
		commit(starting(paused).update(new RunUpdate.Paused(true, null)));
		NewRun owned = timed(newRun(), null, PAST);
		commit(starting(owned));
		assertThat(claimForeign()).containsExactlyInAnyOrder(over.runId(), stuck.runId(), paused.runId());
		assertThat(claim(join(LEASE))).isEmpty();
		assertThat(row(inGrace).owner()).isNull();
		assertThat(row(later).owner()).isNull();
		assertThat(this.store.claim(this.fence, new ClaimFilter(Set.of(), Set.of(), "b1", Duration.ofSeconds(5), 10)))
			.containsExactly(inGrace.runId());
	}

	@Test
	void claimedRunOfAnotherTypeIsFreedAsItWas() {
		NewRun paused = pausedRun(true, null);
		sendTo(paused, LetterKind.RESUME, null);
		Fence other = join(LEASE);
		assertThat(this.store.claim(other, new ClaimFilter(Set.of(), "b1", 10))).containsExactly(paused.runId());
		this.store.leave(other.nodeId());
		assertThat(this.store.release(other.nodeId())).isEqualTo(1);
		assertThat(row(paused).status()).isEqualTo(WorkflowStatus.PAUSED);
		assertThat(claim(this.fence)).containsExactly(paused.runId());
	}

	@Test
	void runsWithLettersTellsStuckAndPausedRunsWithOrdersOnly() {
		NewRun stuck = committedRun();
		commit(change(stuck).update(stuck("b1", false, PAST)));
		NewRun paused = pausedRun(false, null);
		for (NewRun run : List.of(stuck, paused)) {
			signal(run.workflowId(), "go");
			sendTo(run, LetterKind.CANCEL, null);
		}
		assertThat(this.store.runsWithLetters(this.fence.nodeId(), 10)).isEmpty();
		sendTo(stuck, LetterKind.TERMINATE, null);
		sendTo(paused, LetterKind.RESUME, null);
		assertThat(this.store.runsWithLetters(this.fence.nodeId(), 10)).containsExactlyInAnyOrder(stuck.runId(),
				paused.runId());
	}

	@Test
	void runThatIsStuckOnSeveralBuildsIsTakenAtOnceOnlyByOneThatHasNotTriedIt() {
		NewRun run = committedRun();
		Instant later = Instant.now().plus(LEASE);
		commit(change(run).update(stuck("b1", true, later)));
		assertThat(this.store.claim(this.fence, filter("b_", 10))).containsExactly(run.runId());
		commit(change(run).update(stuck("b_", true, later)));
		assertThat(this.store.claim(this.fence, filter("b1", 10))).isEmpty();
		assertThat(this.store.claim(this.fence, filter("b_", 10))).isEmpty();
		assertThat(this.store.claim(this.fence, filter("b2", 10))).containsExactly(run.runId());
		commit(change(run).update(stuck("b2", true, later)));
		for (String build : List.of("b1", "b_", "b2")) {
			assertThat(this.store.claim(this.fence, filter(build, 10))).as(build).isEmpty();
		}
		assertThat(this.store.claim(this.fence, filter("b3", 10))).containsExactly(run.runId());
		commit(change(run).update(new RunUpdate.Healed()));
		commit(change(run).update(stuck("b3", true, later)));
		assertThat(this.store.claim(this.fence, filter("b1", 10))).containsExactly(run.runId());
	}

	@Test
	void runThatIsTakenFromDeadNodesThreeTimesIsShownAndClaimedAloneAndLater() {
		NewRun one = parkedRun(PAST);
		NewRun two = parkedRun(PAST);
		for (int takeover = 1; takeover <= 3; takeover++) {
			assertThat(row(one).stuck()).isNull();
			die(filter("b1", 10), 2);
		}
		assertThat(row(one).stuck()).isNotNull();
		assertThat(row(one).stuck().reason()).isEqualTo(StuckReason.TAKEOVER_LOOP);
		assertThat(row(one).wakeAt()).isAfter(now());
		assertThat(this.store.claim(this.fence, filter("b1", 10))).isEmpty();
		assertThat(this.store.claim(this.fence, filter("b2", 10))).isEmpty();
		assertThat(this.store.claimSuspect(this.fence, filter("b1", 10))).isEmpty();
		UUID first = this.store.claimSuspect(this.fence, filter("b2", 10)).orElseThrow();
		UUID second = this.store.claimSuspect(this.fence, filter("b2", 10)).orElseThrow();
		assertThat(List.of(first, second)).containsExactlyInAnyOrder(one.runId(), two.runId());
		assertThat(this.store.claimSuspect(this.fence, filter("b3", 10))).isEmpty();
		commit(change(one).update(new RunUpdate.Healed()));
		commit(change(one).update(new RunUpdate.Parked(PAST)));
		assertThat(claim(this.fence)).containsExactly(one.runId());
	}

	@Test
	void buildWhoseNodesHaveDiedWithARunHasNotTriedIt() {
		NewRun run = parkedRun(PAST);
		for (int takeover = 1; takeover <= 3; takeover++) {
			die(filter("b1", 10), 1);
		}
		assertThat(row(run).stuck().reason()).isEqualTo(StuckReason.TAKEOVER_LOOP);
		assertThat(this.store.claimSuspect(this.fence, filter("b2", 10))).contains(run.runId());
		commit(change(run).update(stuck("b2", true, Instant.now().plus(LEASE))));
		assertThat(this.store.claim(this.fence, filter("b2", 10))).isEmpty();
		assertThat(this.store.claim(this.fence, filter("b1", 10))).containsExactly(run.runId());
	}

	@Test
	void runThatWaitsInBetweenOrIsHandedOverIsNoSuspect() {
		NewRun run = parkedRun(PAST);
		for (int takeover = 1; takeover <= 4; takeover++) {
			die(filter("b1", 10), 1);
			assertThat(claim(this.fence)).containsExactly(run.runId());
			commit(change(run).update(new RunUpdate.Parked(PAST)));
		}
		for (int handOver = 1; handOver <= 4; handOver++) {
			Fence leaving = join(LEASE);
			assertThat(claim(leaving)).containsExactly(run.runId());
			this.store.leave(leaving.nodeId());
			assertThat(this.store.handOver(leaving.nodeId())).isEqualTo(1);
		}
		assertThat(row(run).stuck()).isNull();
		assertThat(claim(this.fence)).containsExactly(run.runId());
	}

	private Fence join(NodeRegistration registration, Duration lease) {
		return new Fence(this.store.join(registration, lease).nodeId(), 0);
	}

	private List<UUID> claimOn(String build) {
		return this.store.claim(this.fence, filter(build, 10));
	}

	/** Make a run that waits for what is new, and was had last by a build. */
	private NewRun lastHadBy(String build) {
		NewRun run = parkedRun(PAST);
		Fence last = join(registration(build), LEASE);
		assertThat(this.store.claim(last, filter(build, 10))).containsExactly(run.runId());
		assertThat(tryCommit(last, change(run).update(new RunUpdate.Parked(null)))).isNull();
		this.store.leave(last.nodeId());
		return run;
	}

	@Test
	void runThatIsDueIsLeftToTheBuildThatHasStartedIt() {
		NewRun due = newRun();
		start(due);
		assertThat(claimOn("b2")).isEmpty();
		assertThat(claimOn("b1")).containsExactly(due.runId());
	}

	@Test
	void runWithALetterIsLeftToTheBuildThatHasHadItLast() {
		NewRun run = lastHadBy("b2");
		Fence alive = join(registration("b2"), LEASE);
		signal(run.workflowId(), "go");
		assertThat(claimOn("b1")).isEmpty();
		assertThat(this.store.claim(alive, filter("b2", 10))).containsExactly(run.runId());
	}

	@Test
	void runIsNotLeftToABuildWithoutLiveNodes() {
		NewRun left = lastHadBy("b2");
		NewRun over = lastHadBy("b3");
		join(registration("b3"), Duration.ZERO);
		signal(left.workflowId(), "go");
		signal(over.workflowId(), "go");
		assertThat(claimOn("b1")).containsExactly(left.runId(), over.runId());
	}

	@Test
	void runIsNotLeftToABuildWhoseNodesCannotRunIt() {
		NewRun run = lastHadBy("b2");
		join(new NodeRegistration("client", "b2", Set.of("Other"), 3), LEASE);
		join(new NodeRegistration("gpu", "b2", Set.of(this.type), Set.of("gpu"), 3), LEASE);
		signal(run.workflowId(), "go");
		assertThat(claimOn("b1")).containsExactly(run.runId());
	}

	@Test
	void runIsLeftToOthersForAWhileOnly() {
		NewRun longDue = newRun();
		commit(starting(longDue).update(new RunUpdate.Parked(now().minus(ClaimFilter.OTHERS_FIRST))));
		NewRun due = newRun();
		commit(starting(due).update(new RunUpdate.Parked(now().minusSeconds(1))));
		assertThat(claimOn("b2")).containsExactly(longDue.runId());
		assertThat(claimOn("b1")).containsExactly(due.runId());
	}

	@Test
	void whatNeedsNoCodeOrAnotherBuildIsLeftToNobody() {
		NewRun ordered = parkedRun(null);
		sendTo(ordered, LetterKind.TERMINATE, null);
		NewRun over = parked(timed(newRun(), null, PAST));
		NewRun stuck = committedRun();
		commit(change(stuck).update(stuck("b1", true, Instant.now().plus(LEASE))));
		assertThat(claimOn("b2")).containsExactlyInAnyOrder(ordered.runId(), over.runId(), stuck.runId());
	}

	/** A node claims runs and dies. */
	private void die(ClaimFilter filter, int runs) {
		Fence dead = join(Duration.ZERO);
		assertThat(this.store.claim(dead, filter)).hasSize(runs);
		assertThat(this.store.expire(dead.nodeId())).isTrue();
		assertThat(this.store.release(dead.nodeId())).isEqualTo(runs);
	}

}
