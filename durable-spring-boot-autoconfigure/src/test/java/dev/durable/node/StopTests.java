package dev.durable.node;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import dev.durable.client.WorkflowIdConflictPolicy;
import dev.durable.client.WorkflowIdReusePolicy;
import dev.durable.client.WorkflowStatus;
import dev.durable.engine.ActivityType;
import dev.durable.engine.WorkflowType;
import dev.durable.engine.WorkflowTypes;
import dev.durable.history.ActivitySettings;
import dev.durable.history.StartDetails;
import dev.durable.store.RoutingState;
import dev.durable.store.RunRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for nodes that end in good order, in simulated time: how soon they have ended,
 * and how soon others go on with what they had.
 */
class StopTests extends SimulatedNodeTests {

	private static final Duration GRACE = NodeSettings.of("test", "build").shutdownGrace();

	/**
	 * How long an end may take beyond what it waits for, and how long due work may wait
	 * afterwards.
	 */
	private static final Duration SOON = Duration.ofSeconds(2);

	private static final Duration WORK = Duration.ofSeconds(10);

	private static final WorkflowType TYPE = WorkflowTypes
		.of(() -> WorkflowTypes.call("work") + ", " + WorkflowTypes.call("next"));

	private SimulatedNode place(String name) {
		SimulatedNode node = add(NodeSettings.of(name, "build"));
		return started(node, name, (arguments) -> {
			boolean interrupted = node.linger(WORK);
			this.effects.add("work " + name);
			return interrupted ? "interrupted" : "work " + name;
		});
	}

	private SimulatedNode stubbornPlace() {
		SimulatedNode node = add(NodeSettings.of("stubborn", "build"));
		return started(node, "stubborn", (arguments) -> {
			while (true) {
				if (node.linger(Duration.ofSeconds(1))) {
					this.effects.add("interrupted");
				}
			}
		});
	}

	private SimulatedNode started(SimulatedNode node, String name, WorkflowTypes.CodeWithArguments work) {
		node.start(new Registry(Map.of("Test", TYPE),
				Map.of("work", code("work", work), "next", code("next", (arguments) -> {
					this.effects.add("next " + name);
					return "next " + name;
				}))));
		return node;
	}

	/**
	 * Hints may be lost: that others look by themselves must be enough.
	 */
	private static void deaf(SimulatedNode node) {
		node.onHint(() -> {
		});
	}

	private static Long id(SimulatedNode node) {
		return node.node.status().nodeId();
	}

	private Duration since(long nanos) {
		return Duration.ofNanos(this.world.nanos() - nanos);
	}

	private RunRow other() {
		return this.world.store.find("other").orElseThrow();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 150, 300, 450, 600, 750, 900, 990 })
	void anotherNodeGoesOnWithDueRunsSoonAfterANodeHasEnded(int millisBetweenJoins) {
		SimulatedNode first = place("first");
		start(first, request(StartDetails.NONE));
		pass(Duration.ofMillis(millisBetweenJoins));
		SimulatedNode second = place("second");
		pass(Duration.ofSeconds(2));
		deaf(second);
		assertThat(row().owner()).isEqualTo(id(first));
		CompletableFuture<Void> stopped = ask(first, Node::stop);
		until(() -> !this.effects.isEmpty());
		long done = this.world.nanos();
		until(stopped::isDone);
		assertThat(since(done)).as("end after the last activity").isLessThan(SOON);
		long ended = this.world.nanos();
		until(() -> this.effects.size() > 1);
		assertThat(since(ended)).as("due work after the end").isLessThan(SOON);
		untilStatus(WorkflowStatus.COMPLETED);
		assertThat(result()).isEqualTo("work first, next second");
		assertThat(this.effects).containsExactly("work first", "next second");
		assertThat(kinds()).doesNotContain("ActivityAttemptLost");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 150, 300, 450, 600, 750, 900, 990 })
	void anActivityThatIgnoresInterruptsDelaysTheEndByTheGraceOnlyAndItsRunIsTakenOver(int millisBetweenJoins) {
		SimulatedNode first = stubbornPlace();
		start(first, request(StartDetails.NONE));
		pass(Duration.ofMillis(millisBetweenJoins));
		SimulatedNode second = place("second");
		pass(Duration.ofSeconds(2));
		deaf(second);
		long asked = this.world.nanos();
		CompletableFuture<Void> stopped = ask(first, Node::stop);
		pass(GRACE.minusSeconds(1));
		assertThat(row().owner()).isEqualTo(id(first));
		assertThat(this.effects).as("interrupts within the grace").isEmpty();
		until(stopped::isDone);
		assertThat(since(asked)).isBetween(GRACE, GRACE.plus(SOON));
		long ended = this.world.nanos();
		until(() -> id(second).equals(row().owner()));
		assertThat(since(ended)).isLessThan(SOON);
		untilStatus(WorkflowStatus.COMPLETED);
		assertThat(result()).isEqualTo("work second, next second");
		assertThat(this.effects).containsExactly("interrupted", "work second", "next second");
	}

	/*
	 * It has taken the attempt and does not know.
	 */
	@Test
	void whatANodeMayHaveTakenFromAQueueIsGivenBackBeforeItLeaves() {
		ActivityType routed = new ActivityType("work", String.class, List.of(),
				ActivitySettings.DEFAULTS.withQueue("default"));
		WorkflowType type = WorkflowTypes.of(() -> WorkflowTypes.call(routed));
		node(type);
		SimulatedNode worker = node(Map.of(), code("work", (arguments) -> "first"));
		pass(SOON);
		CompletableFuture<Void> stopped = new CompletableFuture<>();
		this.world.loseReply("take");
		start(this.world.nodes.get(0), request(StartDetails.NONE));
		until(() -> this.world.store.activities(row().runId())
			.stream()
			.anyMatch((attempt) -> attempt.routing().state() == RoutingState.TAKEN));
		worker.node.stop().thenRun(() -> stopped.complete(null));
		until(stopped::isDone);
		worker.crash();
		node(Map.of(), code("work", (arguments) -> "second"));
		untilStatus(WorkflowStatus.COMPLETED);
		assertThat(result()).isEqualTo("second");
		assertThat(kinds()).doesNotContain("ActivityAttemptLost");
	}

	@Test
	void nothingIsClaimedAfterAStopWasAskedFor() {
		SimulatedNode first = place("first");
		start(first, request(StartDetails.NONE));
		start(first, new StartRequest("other", "Test", arguments(), WorkflowIdConflictPolicy.FAIL,
				WorkflowIdReusePolicy.ALLOW_DUPLICATE, Duration.ofSeconds(3), StartDetails.NONE));
		CompletableFuture<Void> stopped = ask(first, Node::stop);
		pass(Duration.ofSeconds(6));
		assertThat(stopped).as("the end, which waits for an activity").isNotDone();
		assertThat(other().owner()).as("owner of a run that became due after the stop").isNull();
		until(stopped::isDone);
		assertThat(events(other().runId())).hasSize(1);
		place("second");
		until(() -> other().status() == WorkflowStatus.COMPLETED);
		assertThat(this.effects).contains("work first", "next second", "work second").doesNotContain("next first");
	}

}
