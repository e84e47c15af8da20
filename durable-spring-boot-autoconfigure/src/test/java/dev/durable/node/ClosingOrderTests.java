package dev.durable.node;

import java.time.Duration;
import java.util.Map;

import dev.durable.Durable;
import dev.durable.client.WorkflowStatus;
import dev.durable.engine.WorkflowType;
import dev.durable.engine.WorkflowTypes;
import dev.durable.history.StartDetails;
import dev.durable.store.RunRow;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the order in which the runs of a workflow id have closed, by which the last
 * one is found.
 */
class ClosingOrderTests extends SimulatedNodeTests {

	private final WorkflowType ending = WorkflowTypes.of(() -> {
		if (!this.ready) {
			Durable.sleep(Duration.ofHours(1));
		}
		return "done";
	});

	private final WorkflowType goingOn = WorkflowTypes.of(() -> {
		Durable.sleep(Duration.ofSeconds(30));
		if (this.ready) {
			return "done";
		}
		this.ready = true;
		return Durable.continueAsNew();
	});

	private boolean ready;

	@Test
	void runThatGoesOnFromAnOpenOneByASlowerClockHasClosedLast() {
		slow(this.ending);
		SimulatedNode exact = exact(this.ending);
		start(exact, request(StartDetails.NONE)).join();
		until(() -> row().owner() == null);
		RunRow first = row();
		this.ready = true;
		ask(exact, (service) -> service.reset(TEST, 1, "again"));
		exact.crash();
		until(() -> this.world.store.run(first.runId()).orElseThrow().status() == WorkflowStatus.TERMINATED
				&& row().status().isClosed());
		assertInOrder(first);
	}

	@Test
	void runThatGoesOnFromAClosedOneByASlowerClockHasClosedLast() {
		SimulatedNode slow = slow(this.ending);
		SimulatedNode exact = exact(this.ending);
		this.ready = true;
		start(exact, request(StartDetails.NONE)).join();
		untilStatus(WorkflowStatus.COMPLETED);
		RunRow first = row();
		exact.crash();
		ask(slow, (service) -> service.reset(TEST, 1, "again"));
		until(() -> !row().runId().equals(first.runId()) && row().status().isClosed());
		assertInOrder(first);
	}

	@Test
	void runThatContinuesOneByASlowerClockHasClosedLast() {
		slow(this.goingOn);
		SimulatedNode exact = exact(this.goingOn);
		start(exact, request(StartDetails.NONE)).join();
		until(() -> row().owner() == null);
		RunRow first = row();
		exact.crash();
		until(() -> this.world.store.run(first.runId()).orElseThrow().status() == WorkflowStatus.CONTINUED_AS_NEW
				&& row().status().isClosed());
		assertInOrder(first);
	}

	private void assertInOrder(RunRow first) {
		RunRow before = this.world.store.run(first.runId()).orElseThrow();
		assertThat(row().status()).isEqualTo(WorkflowStatus.COMPLETED);
		assertThat(row().startedAt()).isAfterOrEqualTo(before.closedAt());
		assertThat(row().closedAt()).isAfter(before.closedAt());
	}

	/*
	 * Its clock has hardly moved when the other node starts a run.
	 */
	private SimulatedNode slow(WorkflowType type) {
		SimulatedNode node = add("build");
		node.pace(0.01);
		node.start(new Registry(Map.of("Test", type), Map.of()));
		pass(Duration.ofSeconds(8));
		return node;
	}

	private SimulatedNode exact(WorkflowType type) {
		SimulatedNode node = add(EVICTING);
		node.start(new Registry(Map.of("Test", type), Map.of()));
		return node;
	}

	@Test
	void runThatEndsInATurnFromBeforeItsResetHasClosedLast() {
		SimulatedNode node = node(this.ending);
		start(node, request(StartDetails.NONE));
		RunRow first = row();
		pass(Duration.ofMinutes(10));
		this.ready = true;
		tell(node, (service) -> service.reset(TEST, 1, "again"));
		until(() -> this.world.store.run(first.runId()).orElseThrow().status() == WorkflowStatus.TERMINATED
				&& row().status().isClosed());
		assertThat(row().status()).isEqualTo(WorkflowStatus.COMPLETED);
		assertThat(result()).isEqualTo("done");
		assertThat(row().closedAt()).isAfterOrEqualTo(row().startedAt());
	}

}
