package dev.durable.node;

import java.time.Duration;
import java.util.Set;

import dev.durable.Durable;
import dev.durable.engine.WorkflowType;
import dev.durable.engine.WorkflowTypes;
import dev.durable.node.NodeStatus.State;
import dev.durable.store.StoreUnavailableException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what a node says of itself, in simulated time.
 */
class NodeStatusTests extends SimulatedNodeTests {

	private static final WorkflowType TYPE = WorkflowTypes.of(() -> {
		Durable.sleep(Duration.ofHours(1));
		return "done";
	});

	@Test
	void nodeThatWorksSaysWhatItHasAndThatItIsWell() {
		SimulatedNode node = node("b7", TYPE);
		start(node);
		pass(Duration.ofSeconds(5));
		NodeStatus status = node.node.status();
		assertThat(status.state()).isEqualTo(State.RUNNING);
		assertThat(status.nodeId()).isEqualTo(this.world.store.nodes().get(0).nodeId());
		assertThat(status.buildId()).isEqualTo("b7");
		assertThat(status.queues()).containsExactly("default");
		assertThat(status.workflowTypes()).containsExactly("Test");
		assertThat(status.activityTypes()).isEqualTo(Set.of("effect"));
		assertThat(status.lease().held()).isTrue();
		assertThat(status.lease().age()).isLessThan(Duration.ofSeconds(11));
		assertThat(status.poller().alive()).isTrue();
		assertThat(status.poller().trouble()).isNull();
		assertThat(status.poller().age()).isLessThan(Duration.ofSeconds(2));
		assertThat(status.load().residents()).isOne();
		assertThat(status.load().attemptsRunning()).isZero();
		assertThat(status.heldThreads()).isEmpty();
	}

	@Test
	void nodeThatHasNotJoinedIsStarting() {
		SimulatedNode node = node("build", TYPE);
		NodeStatus status = node.node.status();
		assertThat(status.state()).isEqualTo(State.STARTING);
		assertThat(status.lease().held()).isFalse();
		assertThat(status.poller().alive()).isFalse();
	}

	@Test
	void nodeWithoutStoreSaysSoUntilTheStoreIsBack() {
		SimulatedNode node = node("build", TYPE);
		pass(Duration.ofSeconds(5));
		this.world.outage = new StoreUnavailableException("no route to the database", null);
		pass(Duration.ofSeconds(5));
		NodeStatus status = node.node.status();
		assertThat(status.poller().trouble()).contains("no route to the database");
		assertThat(status.poller().alive()).as("a moment without the store").isTrue();
		assertThat(status.lease().held()).isTrue();
		pass(Duration.ofSeconds(60));
		status = node.node.status();
		assertThat(status.poller().alive()).isFalse();
		assertThat(status.poller().age()).isGreaterThan(Duration.ofSeconds(60));
		assertThat(status.lease().held()).isFalse();
		this.world.outage = null;
		pass(Duration.ofSeconds(30));
		status = node.node.status();
		assertThat(status.poller().alive()).isTrue();
		assertThat(status.poller().trouble()).isNull();
		assertThat(status.lease().held()).isTrue();
	}

	@Test
	void nodeThatLeavesSaysSo() {
		SimulatedNode node = node("build", TYPE);
		pass(Duration.ofSeconds(5));
		tell(node, Node::stop);
		assertThat(node.node.status().state()).isEqualTo(State.STOPPING);
	}

}
