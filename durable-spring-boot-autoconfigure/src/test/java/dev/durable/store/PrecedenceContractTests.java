package dev.durable.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import dev.durable.history.Precedence;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The contract of attempts that wait in a queue: which of them come first.
 */
public abstract class PrecedenceContractTests extends QueueContractTests {

	private final Map<Integer, String> served = new HashMap<>();

	private final Map<AttemptRef, String> names = new HashMap<>();

	private String line;

	@BeforeEach
	void nameALineOfItsOwn() {
		this.line = "line-" + this.type;
	}

	private void offer(String name, int priority, String key, int count) {
		List<RunChange> changes = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			NewRun run = newRun();
			Instant due = PAST.plus(Duration.ofMillis(this.names.size()));
			changes.add(starting(run)
				.activity(new ActivityRow(1, 1, due, false, null, null, false,
						new Routing(this.line, "act", new Precedence(priority, key))))
				.update(new RunUpdate.Parked(null))
				.build());
			this.names.put(new AttemptRef(run.runId(), 1, 1), name);
		}
		assertThat(this.store.commit(this.fence, UUID.randomUUID(), changes).isCommitted()).isTrue();
	}

	/** Take attempts as a node does that remembers whom it has served. */
	private List<String> take(int max) {
		List<String> taken = new ArrayList<>();
		for (AttemptRef ref : this.store.take(this.fence, new AttemptFilter(Set.of(this.line, "nobody's"),
				Set.of("act"), Map.of(), max, this.served, Instant.EPOCH))) {
			Precedence precedence = this.store.activities(ref.runId()).get(0).routing().precedence();
			String key = precedence.fairnessKey();
			this.served.put(precedence.priority(), (key != null) ? key : "");
			taken.add(this.names.get(ref));
		}
		return taken;
	}

	private List<String> takeOneByOne(int count) {
		List<String> taken = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			taken.addAll(take(1));
		}
		return taken;
	}

	@Test
	void aLowerPriorityPassesAllThatWait() {
		offer("last", 5, null, 2);
		offer("middle", 0, null, 3);
		offer("high", 2, null, 1);
		offer("first", 1, "key", 2);
		assertThat(take(4)).containsExactly("first", "first", "high", "middle");
		assertThat(take(100)).containsExactly("middle", "middle", "last", "last");
	}

	@Test
	void withoutKeysThoseWaitingLongestComeFirst() {
		List<String> names = List.of("a", "b", "c", "d");
		names.forEach((name) -> offer(name, 3, null, 1));
		assertThat(take(2)).containsExactly("a", "b");
		assertThat(take(2)).containsExactly("c", "d");
	}

	@Test
	void aCrowdOfOneKeyDoesNotKeepOthersWaiting() {
		offer("crowd", 3, "m", 1_000);
		offer("before", 3, "a", 10);
		offer("after", 3, "z", 10);
		offer("none", 3, null, 10);
		List<String> taken = takeOneByOne(42);
		for (String name : List.of("before", "after", "none")) {
			assertThat(taken).filteredOn(name::equals).hasSize(10);
		}
		assertThat(taken).filteredOn("crowd"::equals).hasSize(12);
		assertThat(take(100)).hasSize(100).containsOnly("crowd");
	}

	@Test
	void allKeysHaveTheirTurnsInOneTakeToo() {
		offer("crowd", 3, "m", 40);
		offer("few", 3, "b", 3);
		offer("none", 3, null, 3);
		assertThat(take(9)).containsExactlyInAnyOrder("crowd", "few", "none", "crowd", "few", "none", "crowd", "few",
				"none");
		assertThat(take(100)).hasSize(37).containsOnly("crowd");
	}

	@Test
	void turnsOfOnePriorityDoNotMoveThoseOfAnother() {
		for (int i = 0; i < 3; i++) {
			offer("b", 3, "b", 1);
			offer("c", 3, "c", 1);
		}
		List<String> taken = new ArrayList<>();
		for (int i = 0; i < 6; i++) {
			offer("urgent", 1, "a", 1);
			assertThat(take(1)).containsExactly("urgent");
			taken.addAll(take(1));
		}
		assertThat(taken).containsExactly("b", "c", "b", "c", "b", "c");
	}

	@Test
	void moreKeysThanAreLookedAtAreAllServed() {
		for (int i = 0; i < 250; i++) {
			offer("key" + i, 3, "key%03d".formatted(i), 1);
		}
		List<String> taken = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			taken.addAll(take(5));
		}
		assertThat(taken).hasSize(250).doesNotHaveDuplicates();
	}

	@Test
	void attemptsThatMayNotBeginHideNobody() {
		NewRun run = newRun();
		commit(starting(run)
			.activity(new ActivityRow(1, 1, Instant.parse("2100-01-01T00:00:00Z"), false, null, null, false,
					new Routing(this.line, "act", new Precedence(1, "later"))))
			.activity(new ActivityRow(2, 1, PAST, false, null, null, false,
					new Routing(this.line, "unknown", new Precedence(1, "unknown"))))
			.update(new RunUpdate.Parked(null)));
		offer("due", 5, "z", 2);
		assertThat(take(2)).containsExactly("due", "due");
	}

	@Test
	void precedenceStaysWithAnAttemptThatIsGivenBack() {
		offer("first", 2, "key", 1);
		AttemptRef ref = this.names.keySet().iterator().next();
		assertThat(take(1)).containsExactly("first");
		this.store.giveBack(this.fence, ref);
		Routing routing = this.store.activities(ref.runId()).get(0).routing();
		assertThat(routing).isEqualTo(new Routing(this.line, "act", new Precedence(2, "key")));
	}

}
