package dev.durable.node;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import dev.durable.Durable;
import dev.durable.Promise;
import dev.durable.client.WorkflowStatus;
import dev.durable.engine.WorkflowType;
import dev.durable.engine.WorkflowTypes;
import dev.durable.history.StartDetails;
import dev.durable.node.NodeStatus.State;
import dev.durable.store.NodeRow;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for nodes that are drained, in simulated time.
 */
class DrainTests extends SimulatedNodeTests {

	private static final Duration TWO_POLLS = Duration.ofMillis(2_100);

	private static final WorkflowType SLEEPER = WorkflowTypes.of(() -> {
		Durable.sleep(Duration.ofSeconds(30));
		return WorkflowTypes.call("where");
	});

	private static final WorkflowType WORKER = WorkflowTypes
		.of(() -> WorkflowTypes.call("slow") + ", " + WorkflowTypes.call("where"));

	private static final WorkflowType TWO_BRANCHES = WorkflowTypes.of(() -> {
		Promise<String> slow = Durable.async(() -> WorkflowTypes.call("slow"));
		Promise<String> later = Durable.async(() -> {
			Durable.sleep(Duration.ofSeconds(5));
			return WorkflowTypes.call("where");
		});
		return slow.get() + ", " + later.get();
	});

	/**
	 * Add a node whose activities say that they are its own.
	 */
	private SimulatedNode place(String name, WorkflowType type) {
		SimulatedNode node = add(NodeSettings.of(name, "build"));
		node.start(new Registry(Map.of("Test", type), Map.of("where", code("where", (arguments) -> {
			this.effects.add(name);
			return name;
		}), "slow", code("slow", (arguments) -> {
			node.linger(Duration.ofSeconds(20));
			this.effects.add("slow " + name);
			return "slow " + name;
		}))));
		return node;
	}

	private State state(SimulatedNode node) {
		return node.node.status().state();
	}

	private void untilOwned() {
		until(() -> row() != null && row().owner() != null);
	}

	private List<Long> liveNodes() {
		return this.world.store.nodes().stream().filter(NodeRow::fenced).map(NodeRow::nodeId).toList();
	}

	@Test
	void runsOfADrainedNodeGoToAnotherOneWithinTwoPolls() {
		SimulatedNode first = place("first", SLEEPER);
		start(first, request(StartDetails.NONE));
		SimulatedNode second = place("second", SLEEPER);
		pass(Duration.ofSeconds(2));
		Long before = row().owner();
		assertThat(before).isEqualTo(first.node.status().nodeId());
		tell(first, Node::drain);
		pass(TWO_POLLS);
		assertThat(state(first)).isEqualTo(State.DRAINED);
		assertThat(row().owner()).as("parked until its timer is due").isNull();
		untilStatus(WorkflowStatus.COMPLETED);
		assertThat(result()).isEqualTo("second");
		assertThat(state(second)).isEqualTo(State.RUNNING);
	}

	@Test
	void runThatIsStartedOnADrainedNodeRunsOnAnotherOneAndItsResultIsHeard() {
		SimulatedNode first = place("first", SLEEPER);
		SimulatedNode second = place("second", SLEEPER);
		pass(Duration.ofSeconds(1));
		tell(first, Node::drain);
		assertThat(start(first, request(StartDetails.NONE))).isCompleted();
		pass(TWO_POLLS);
		assertThat(row().owner()).isEqualTo(second.node.status().nodeId());
		CompletableFuture<?> end = ask(first, (node) -> node.result(row().runId()));
		untilStatus(WorkflowStatus.COMPLETED);
		until(end::isDone);
		assertThat(result()).isEqualTo("second");
		assertThat(state(first)).isEqualTo(State.DRAINED);
	}

	@Test
	void activityThatRunsEndsWhereItIsAndTheNextOneIsMadeElsewhere() {
		SimulatedNode first = place("first", WORKER);
		start(first, request(StartDetails.NONE));
		place("second", WORKER);
		pass(Duration.ofSeconds(5));
		tell(first, Node::drain);
		pass(Duration.ofSeconds(5));
		assertThat(state(first)).isEqualTo(State.DRAINING);
		assertThat(row().owner()).isEqualTo(first.node.status().nodeId());
		untilStatus(WorkflowStatus.COMPLETED);
		assertThat(result()).isEqualTo("slow first, second");
		assertThat(this.effects).containsExactly("slow first", "second");
		pass(TWO_POLLS);
		assertThat(state(first)).isEqualTo(State.DRAINED);
	}

	@Test
	void withoutAnotherNodeRunsWaitUntilTheNodeTakesWorkAgain() {
		SimulatedNode only = place("only", SLEEPER);
		pass(Duration.ofSeconds(1));
		tell(only, Node::drain);
		start(only, request(StartDetails.NONE));
		pass(Duration.ofMinutes(5));
		assertThat(kinds()).containsExactly("WorkflowStarted");
		assertThat(row().owner()).isNull();
		assertThat(row().stuck()).as("a node that is drained still has the code").isNull();
		assertThat(state(only)).isEqualTo(State.DRAINED);
		tell(only, Node::drain);
		tell(only, Node::takeWork);
		assertThat(state(only)).isEqualTo(State.RUNNING);
		untilStatus(WorkflowStatus.COMPLETED);
		assertThat(result()).isEqualTo("only");
	}

	@Test
	void activityThatWasNotBegunWhileTheNodeWasDrainedIsBegunAfterwards() {
		SimulatedNode only = place("only", TWO_BRANCHES);
		start(only, request(StartDetails.NONE));
		pass(Duration.ofSeconds(2));
		tell(only, Node::drain);
		pass(Duration.ofSeconds(8));
		assertThat(kinds()).contains("TimerFired");
		assertThat(this.effects).isEmpty();
		tell(only, Node::takeWork);
		pass(Duration.ofSeconds(1));
		assertThat(this.effects).as("before the other activity of the run has ended").containsExactly("only");
		untilStatus(WorkflowStatus.COMPLETED);
		assertThat(result()).isEqualTo("slow only, only");
		assertThat(this.effects).containsExactly("only", "slow only");
	}

	@Test
	void drainedNodeKeepsItsLease() {
		SimulatedNode first = place("first", SLEEPER);
		place("second", SLEEPER);
		pass(Duration.ofSeconds(1));
		tell(first, Node::drain);
		List<Long> before = liveNodes();
		pass(Duration.ofMinutes(5));
		assertThat(liveNodes()).hasSize(2).isEqualTo(before);
		assertThat(first.node.status().lease().held()).isTrue();
	}

	@Test
	void nodeThatIsExpiredWhileItIsDrainedStaysDrained() {
		SimulatedNode first = place("first", SLEEPER);
		SimulatedNode second = place("second", SLEEPER);
		pass(Duration.ofSeconds(1));
		Long before = first.node.status().nodeId();
		tell(first, Node::drain);
		first.pause(Duration.ofMinutes(2));
		pass(Duration.ofMinutes(3));
		assertThat(first.node.status().nodeId()).as("joined again").isNotEqualTo(before);
		assertThat(state(first)).isEqualTo(State.DRAINED);
		start(first, request(StartDetails.NONE));
		untilOwned();
		assertThat(row().owner()).isEqualTo(second.node.status().nodeId());
	}

	@Test
	void nodeStopsWhileItIsBeingDrained() {
		SimulatedNode first = place("first", WORKER);
		start(first, request(StartDetails.NONE));
		pass(Duration.ofSeconds(5));
		tell(first, Node::drain);
		assertThat(state(first)).isEqualTo(State.DRAINING);
		CompletableFuture<Void> left = ask(first, Node::stop);
		assertThat(state(first)).isEqualTo(State.STOPPING);
		until(left::isDone);
		assertThat(row().owner()).isNull();
		place("second", WORKER);
		untilStatus(WorkflowStatus.COMPLETED);
		assertThat(result()).isEqualTo("slow first, second");
	}

	@Test
	void runThatWasDroppedFromMemoryIsHandedOverBeforeTheNodeCountsAsDrained() {
		SimulatedNode first = place("first", SLEEPER);
		start(first, request(StartDetails.NONE));
		place("second", SLEEPER);
		pass(Duration.ofSeconds(2));
		this.world.failNext("letters");
		tell(first, (node) -> node.letterSent(row().runId()));
		tell(first, Node::drain);
		pass(TWO_POLLS);
		assertThat(row().owner()).isEqualTo(first.node.status().nodeId());
		assertThat(first.node.status().load().residents()).isZero();
		assertThat(state(first)).isEqualTo(State.DRAINING);
		until(() -> state(first) == State.DRAINED);
		assertThat(row().owner()).isNull();
		untilStatus(WorkflowStatus.COMPLETED);
		assertThat(result()).isEqualTo("second");
	}

}
