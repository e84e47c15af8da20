package dev.durable.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.durable.Durable;
import dev.durable.client.WorkflowStatus;
import dev.durable.engine.Invocable;
import dev.durable.engine.WorkflowType;
import dev.durable.engine.WorkflowTypes;
import dev.durable.history.StartDetails;
import dev.durable.store.Letter;
import org.junit.jupiter.api.Test;

import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for signals that a node hands to a run in its memory, without a look into the
 * inbox.
 */
class SignalHandOverTests extends SimulatedNodeTests {

	private final List<String> seen = new ArrayList<>();

	private final Map<String, Invocable> signals = Map.of("see",
			WorkflowTypes.code(void.class, (arguments) -> this.seen.add((String) arguments[0]), String.class));

	private int begun;

	private SimulatedNode node(int signals) {
		WorkflowType type = new WorkflowType("Test", Object::new, WorkflowTypes.code(String.class, (arguments) -> {
			this.seen.clear(); // a replay begins anew
			this.begun++;
			Durable.await(() -> this.seen.size() == signals);
			return String.join(" ", this.seen);
		}), this.signals, Map.of());
		return node(type);
	}

	private static HandlerCall see(String what) {
		return new HandlerCall("see", arguments(what)).expecting("Test");
	}

	@Test
	void signalOfAStubIsHandedToTheRunInMemory() {
		SimulatedNode node = node(1);
		start(node, request(StartDetails.NONE));
		tell(node, (service) -> {
			this.world.failNext("letters");
			service.signal(TEST, see("one"));
		});
		untilStatus(WorkflowStatus.COMPLETED);
		assertThat(result()).isEqualTo("one");
		assertThat(this.world.failsNow("letters")).as("nobody has looked for letters").isTrue();
	}

	@Test
	void signalDoesNotOvertakeOneThatNobodyHasHintedAt() {
		SimulatedNode node = node(3);
		start(node, request(StartDetails.NONE));
		tell(node, (service) -> {
			signal("see", arguments("one"));
			service.signal(TEST, see("two"));
			service.signal(TEST, see("three"));
		});
		untilStatus(WorkflowStatus.COMPLETED);
		assertThat(result()).isEqualTo("one two three");
	}

	@Test
	void signalThatWasReadFromTheInboxIsNotTakenAgain() {
		SimulatedNode node = node(3);
		start(node, request(StartDetails.NONE));
		ResidentRun run = resident(node);
		signal("see", arguments("one"));
		Letter one = this.world.store.letters(row().runId()).get(0);
		until(() -> this.world.store.letters(row().runId()).isEmpty());
		run.mailbox().handed(one);
		tell(node, (service) -> service.signal(TEST, see("two")));
		until(() -> this.world.store.letters(row().runId()).isEmpty());
		assertThat(this.begun).as("it was not thrown out for a commit that is refused").isOne();
		tell(node, (service) -> service.signal(TEST, see("three")));
		untilStatus(WorkflowStatus.COMPLETED);
		assertThat(result()).isEqualTo("one two three");
	}

	private ResidentRun resident(SimulatedNode node) {
		NodeContext context = (NodeContext) ReflectionTestUtils.getField(node.node, "current");
		return context.residents().get(row().runId());
	}

	@Test
	void stubOfAnotherTypeSpeaksToTheRunThatIsThere() {
		SimulatedNode node = node(1);
		start(node, request(StartDetails.NONE));
		tell(node, (service) -> service.signal(TEST, new HandlerCall("see", arguments("one")).expecting("Other")));
		untilStatus(WorkflowStatus.COMPLETED);
		assertThat(result()).isEqualTo("one");
	}

	@Test
	void badSignalIsRefusedBeforeItIsSent() {
		SimulatedNode node = node(1);
		start(node, request(StartDetails.NONE));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> tell(node,
					(service) -> service.signal(TEST, new HandlerCall("hear", arguments("one")).expecting("Test"))))
			.withMessageContaining("has no signal 'hear'");
		assertThat(this.world.store.letters(row().runId())).isEmpty();
	}

}
