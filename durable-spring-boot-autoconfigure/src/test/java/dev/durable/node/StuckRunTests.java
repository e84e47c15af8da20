package dev.durable.node;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import dev.durable.Durable;
import dev.durable.client.StuckReason;
import dev.durable.client.WorkflowIdConflictPolicy;
import dev.durable.client.WorkflowIdReusePolicy;
import dev.durable.client.WorkflowStatus;
import dev.durable.engine.Invocable;
import dev.durable.engine.WorkflowType;
import dev.durable.engine.WorkflowTypes;
import dev.durable.history.Payload;
import dev.durable.history.StartDetails;
import dev.durable.store.RunRow;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for runs whose code cannot go on, on one node after another: what is known is
 * kept, nothing is repeated, and the right code heals them.
 */
class StuckRunTests extends SimulatedNodeTests {

	@Test
	@DisplayName("43: a bug after an activity leaves the run open; a fixed build goes on without repeating it")
	void aFixedBuildHealsABug() {
		SimulatedNode broken = node("one", WorkflowTypes.of(() -> WorkflowTypes.call("effect").substring(100)));
		start(broken);
		until(() -> mark() != null && mark().tries() == 3);
		assertThat(mark().reason()).isEqualTo(StuckReason.WORKFLOW_CODE_ERROR);
		assertThat(this.effects).hasSize(1);
		assertThat(this.world.store.history(row().runId(), 0, 10)).hasSize(2);
		broken.crash();
		node("two", WorkflowTypes.of(() -> WorkflowTypes.call("effect").substring(1)));
		until(() -> row().status() == WorkflowStatus.COMPLETED);
		assertThat(this.effects).hasSize(1);
	}

	@Test
	@DisplayName("44: changed code is stuck with both lists; the old code goes on by itself")
	void rolledBackCodeGoesOn() {
		WorkflowType original = WorkflowTypes.of(() -> {
			String result = WorkflowTypes.call("effect");
			Durable.sleep(Duration.ofMinutes(5));
			return result + WorkflowTypes.call("effect");
		});
		SimulatedNode first = node("one", original);
		start(first);
		until(() -> this.effects.size() == 1 && row().owner() == null);
		first.crash();
		SimulatedNode changed = node("two", WorkflowTypes.of(() -> {
			Durable.sleep(Duration.ofMinutes(5));
			return WorkflowTypes.call("effect");
		}));
		until(() -> mark() != null);
		assertThat(mark().reason()).isEqualTo(StuckReason.NON_DETERMINISM);
		assertThat(mark().message()).contains("[ActivityScheduled effect]", "[TimerStarted]");
		changed.crash();
		node("one", original);
		until(() -> row().status() == WorkflowStatus.COMPLETED);
		assertThat(this.effects).hasSize(2);
	}

	@Test
	@DisplayName("43: a signal that came in is kept while the run is stuck, and handled once it is healed")
	void signalsWaitForTheFix() {
		List<String> seen = new ArrayList<>();
		Map<String, Invocable> broken = Map.of("see", WorkflowTypes.code(void.class, (arguments) -> {
			throw new NullPointerException("bug");
		}, String.class));
		Map<String, Invocable> fixed = Map.of("see",
				WorkflowTypes.code(void.class, (arguments) -> seen.add((String) arguments[0]), String.class));
		SimulatedNode first = node("one", WorkflowTypes.of(() -> {
			Durable.await(() -> !seen.isEmpty());
			return seen;
		}, broken, Map.of()));
		start(first);
		until(() -> row() != null);
		Payload argument = WorkflowTypes.CONVERTER.writeArguments(new Object[] { "hello" });
		signal("see", argument);
		until(() -> mark() != null);
		first.crash();
		node("two", WorkflowTypes.of(() -> {
			Durable.await(() -> !seen.isEmpty());
			return seen;
		}, fixed, Map.of()));
		until(() -> row().status() == WorkflowStatus.COMPLETED);
		assertThat(seen).contains("hello");
		assertThat(this.world.store.history(row().runId(), 0, 10)).extracting("kind")
			.containsExactly("WorkflowStarted", "SignalReceived", "WorkflowCompleted");
	}

	@Test
	@DisplayName("6: a signal whose arguments cannot be read is put aside; later ones and the run go on")
	void anUnreadableSignalIsPutAside() {
		List<String> seen = new ArrayList<>();
		Map<String, Invocable> signals = Map.of("see",
				WorkflowTypes.code(void.class, (arguments) -> seen.add((String) arguments[0]), String.class));
		start(node("one", WorkflowTypes.of(() -> {
			Durable.await(() -> !seen.isEmpty());
			return seen;
		}, signals, Map.of())));
		until(() -> row() != null);
		signal("see", WorkflowTypes.CONVERTER.writeArguments(new Object[0]));
		signal("unknown", WorkflowTypes.CONVERTER.writeArguments(new Object[0]));
		signal("see", WorkflowTypes.CONVERTER.writeArguments(new Object[] { "good" }));
		until(() -> row().status() == WorkflowStatus.COMPLETED);
		assertThat(seen).containsExactly("good");
		assertThat(this.world.store.deadLetters("test")).hasSize(2);
	}

	@Test
	@DisplayName("56: a run of a type that no live node has is marked, and goes on where one has it")
	void aTypeThatNobodyHasIsMarked() {
		SimulatedNode first = node("one", WorkflowTypes.of(() -> {
			Durable.sleep(Duration.ofMinutes(1));
			return "done";
		}));
		start(first);
		until(() -> row() != null && row().owner() == null);
		first.crash();
		SimulatedNode other = add("two");
		other.start(new Registry(Map.of(), Map.of()));
		until(() -> mark() != null);
		assertThat(mark().reason()).isEqualTo(StuckReason.UNKNOWN_TYPE);
		node("three", WorkflowTypes.of(() -> {
			Durable.sleep(Duration.ofMinutes(1));
			return "done";
		}));
		until(() -> row().status() == WorkflowStatus.COMPLETED);
	}

	@Test
	@DisplayName("32: an activity that nobody has is tried again until a deployment brings it")
	void anUnknownActivityIsTriedAgain() {
		SimulatedNode first = node("one", WorkflowTypes.of(() -> WorkflowTypes.call("missing")));
		start(first);
		until(() -> row() != null && !this.world.store.activities(row().runId()).isEmpty()
				&& this.world.store.activities(row().runId()).get(0).attempt() >= 3);
		assertThat(this.world.store.activities(row().runId()).get(0).lastFailure()).contains("'missing'", "[effect]");
		first.crash();
		SimulatedNode second = add("two");
		second.start(new Registry(Map.of("Test", WorkflowTypes.of(() -> WorkflowTypes.call("missing"))),
				Map.of("missing", activity("missing"))));
		until(() -> row().status() == WorkflowStatus.COMPLETED);
	}

	@Test
	void aRunThatEndsItsNodesIsShownAndTriedAloneAndABuildThatHasNotTriedItGoesOn() {
		WorkflowType type = WorkflowTypes.of(() -> WorkflowTypes.call("effect"));
		SimulatedNode last = deadly(type);
		start(last);
		for (int death = 1; death <= 3; death++) {
			until(() -> this.world.nodes.isEmpty());
			deadly(type);
		}
		until(() -> mark() != null);
		assertThat(mark().reason()).isEqualTo(StuckReason.TAKEOVER_LOOP);
		assertThat(this.effects).isEmpty();
		node("two", type);
		until(() -> row().status() == WorkflowStatus.COMPLETED);
		assertThat(this.effects).hasSize(1);
	}

	@Test
	void aSuspectRunThatStaysKeepsNoOtherFromBeingTried() {
		WorkflowType type = WorkflowTypes.of(() -> WorkflowTypes.call("effect"));
		SimulatedNode first = patient(type);
		start(first);
		start(first, new StartRequest("other", "Test", arguments(), WorkflowIdConflictPolicy.FAIL,
				WorkflowIdReusePolicy.ALLOW_DUPLICATE, Duration.ZERO, StartDetails.NONE));
		until(() -> isOwned("test", first) && isOwned("other", first));
		first.crash();
		for (int death = 1; death <= 3; death++) {
			deadly(type);
			until(() -> this.world.nodes.isEmpty());
		}
		SimulatedNode last = patient(type);
		until(() -> isOwned("test", last) && isOwned("other", last));
	}

	@Test
	void manySuspectRunsAreSoonTriedByANodeThatLives() {
		WorkflowType type = WorkflowTypes.of(() -> WorkflowTypes.call("effect"));
		SimulatedNode first = patient(type);
		List<String> ids = List.of("1", "2", "3", "4", "5", "6", "7");
		ids.forEach((id) -> start(first, new StartRequest(id, "Test", arguments(), WorkflowIdConflictPolicy.FAIL,
				WorkflowIdReusePolicy.ALLOW_DUPLICATE, Duration.ZERO, StartDetails.NONE)));
		until(() -> ids.stream().allMatch((id) -> isOwned(id, first)));
		first.crash();
		for (int death = 1; death <= 3; death++) {
			deadly(type);
			until(() -> this.world.nodes.isEmpty());
		}
		SimulatedNode last = patient(type);
		until(() -> ids.stream().anyMatch((id) -> isOwned(id, last)));
		Instant begin = this.world.instant();
		until(() -> ids.stream().allMatch((id) -> isOwned(id, last)));
		assertThat(Duration.between(begin, this.world.instant()))
			.isLessThan(NodeSettings.of("test", "one").leaseDuration().multipliedBy(3));
	}

	private boolean isOwned(String workflowId, SimulatedNode node) {
		return this.world.store.find(workflowId)
			.map(RunRow::owner)
			.filter((owner) -> owner == node.node.status().nodeId())
			.isPresent();
	}

	/** A node on which the activity takes its time. */
	private SimulatedNode patient(WorkflowType type) {
		SimulatedNode node = add("one");
		node.start(new Registry(Map.of("Test", type), Map.of("effect", code("effect", (arguments) -> {
			node.linger(Duration.ofMinutes(9));
			return "done";
		}))));
		return node;
	}

	/** A node that the activity ends. */
	private SimulatedNode deadly(WorkflowType type) {
		SimulatedNode node = add("one");
		node.start(new Registry(Map.of("Test", type), Map.of("effect", code("effect", (arguments) -> {
			throw node.dies();
		}))));
		return node;
	}

	@Test
	void twoBuildsOnWhichARunIsStuckDoNotTakeItFromEachOther() {
		AtomicInteger tries = new AtomicInteger();
		WorkflowType broken = WorkflowTypes.of(() -> {
			tries.incrementAndGet();
			throw new NullPointerException("bug");
		});
		start(node("one", broken));
		node("two", broken);
		until(() -> mark() != null);
		pass(Duration.ofMinutes(3));
		assertThat(tries).hasValueLessThan(20);
	}

}
