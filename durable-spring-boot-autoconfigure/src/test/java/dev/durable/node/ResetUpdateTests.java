package dev.durable.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

import dev.durable.Durable;
import dev.durable.client.WorkflowStatus;
import dev.durable.client.WorkflowUpdateFailed;
import dev.durable.engine.Invocable;
import dev.durable.engine.WorkflowType;
import dev.durable.engine.WorkflowTypes;
import dev.durable.history.Payload;
import dev.durable.history.StartDetails;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for updates whose run is reset before they are answered. The first event of the
 * history is the start, the second an activity, the third its result, and then the update
 * asks for another activity.
 */
class ResetUpdateTests extends SimulatedNodeTests {

	private static final long BEFORE_UPDATE = 3;

	private static final long AFTER_UPDATE = 5;

	/** The answers of one handler after the other. */
	private final List<String> answers = new ArrayList<>(List.of("first", "second"));

	private boolean ready;

	@Test
	@DisplayName("15, 58: an update that was accepted before the point of a reset is answered by the new run, once for all who ask")
	void anInheritedUpdateIsAnswered() {
		SimulatedNode node = node(updated(), activity("effect"), code("slow", (arguments) -> slow()));
		CompletableFuture<Payload> update = acceptedUpdate(node);
		reset(node, AFTER_UPDATE);
		assertThat(update).isNotDone();
		this.ready = true;
		assertThat(answer(update)).isEqualTo("first");
		assertThat(answer(update(node))).isEqualTo("first");
		tell(node, (service) -> service.terminate(TEST, "enough"));
		untilStatus(WorkflowStatus.TERMINATED);
		assertThat(answer(update(node))).isEqualTo("first");
	}

	@Test
	@DisplayName("16, 58: an update that was accepted after the point of a reset fails for all who ask, and is not called again")
	void aLostUpdateFails() {
		SimulatedNode node = node(updated(), activity("effect"), code("slow", (arguments) -> slow()));
		CompletableFuture<Payload> update = acceptedUpdate(node);
		reset(node, BEFORE_UPDATE);
		this.ready = true;
		assertFails(update);
		assertFails(update(node));
		assertThat(kinds()).doesNotContain("UpdateAccepted");
	}

	@Test
	@DisplayName("14, 58: an update that was answered keeps its answer when a reset lets its handler run again")
	void anAnsweredUpdateKeepsItsAnswer() {
		SimulatedNode node = node(updated(), activity("effect"), code("slow", (arguments) -> slow()));
		this.ready = true;
		assertThat(answer(acceptedUpdate(node))).isEqualTo("first");
		reset(node, AFTER_UPDATE);
		until(() -> kinds().contains("UpdateCompleted"));
		assertThat(this.answers).isEmpty();
		assertThat(answer(update(node))).isEqualTo("first");
	}

	@Test
	@DisplayName("16, 58: an update that has failed with its run stays so when the closed run is reset and its handler ends")
	void anUpdateOfAClosedRunStaysFailed() {
		List<String> tokens = new ArrayList<>();
		SimulatedNode node = node(updated(), activity("effect"),
				code("slow", (arguments) -> tokens.add(Durable.activity().completeLater()) ? "" : ""));
		CompletableFuture<Payload> update = acceptedUpdate(node);
		tell(node, (service) -> service.terminate(TEST, "enough"));
		assertFails(update);
		reset(node, AFTER_UPDATE);
		until(() -> tokens.size() == 2);
		pass(Duration.ofMillis(100));
		CompletableFuture<Payload> again = ask(node, (service) -> {
			CompletableFuture<Payload> asked = service.update(TEST, call());
			service.completeActivity(tokens.get(1), WorkflowTypes.CONVERTER.write("late"));
			this.world.failNext("settled");
			return asked;
		});
		until(() -> kinds().contains("UpdateCompleted"));
		assertFails(again);
		assertFails(update(node));
	}

	@Test
	@DisplayName("P9, 58: an update that nobody has read yet comes after the signals that a reset delivers again")
	void anUnreadUpdateStaysBehindTheSignalsBeforeIt() {
		SimulatedNode node = signalledNode();
		List<CompletableFuture<Payload>> asked = new ArrayList<>();
		reset(node, BEFORE_UPDATE, (service) -> asked.add(service.update(TEST, call())));
		assertThat(answer(asked.get(0))).isEqualTo("first");
		assertThat(kinds()).containsSubsequence("SignalReceived", "UpdateAccepted");
		assertThat(answer(update(node))).isEqualTo("first");
		assertThat(this.answers).containsExactly("second");
	}

	@Test
	@DisplayName("P9, 58: a request to cancel that nobody has read yet comes after the signals that a reset delivers again")
	void anUnreadCancelStaysBehindTheSignalsBeforeIt() {
		SimulatedNode node = signalledNode();
		reset(node, BEFORE_UPDATE, (service) -> service.cancel(TEST, "enough"));
		untilStatus(WorkflowStatus.CANCELLED);
		assertThat(kinds()).containsSubsequence("SignalReceived", "CancelRequested");
	}

	private SimulatedNode signalledNode() {
		WorkflowType updated = updated();
		Map<String, Invocable> signals = Map.of("see",
				WorkflowTypes.code(void.class, (arguments) -> null, String.class));
		SimulatedNode node = node(new WorkflowType("Test", updated.instances(), updated.main(), signals, Map.of(),
				updated.updates(), Map.of(), null), activity("effect"), code("slow", (arguments) -> slow()));
		this.ready = true;
		start(node, request(StartDetails.NONE));
		until(() -> kinds().contains("ActivityCompleted"));
		signal("see", arguments("one"));
		until(() -> kinds().contains("SignalReceived"));
		return node;
	}

	private String slow() {
		if (!this.ready) {
			throw new IllegalStateException("not yet");
		}
		return this.answers.remove(0);
	}

	private CompletableFuture<Payload> acceptedUpdate(SimulatedNode node) {
		start(node, request(StartDetails.NONE));
		until(() -> kinds().contains("ActivityCompleted"));
		CompletableFuture<Payload> update = update(node);
		until(() -> kinds().contains("UpdateAccepted"));
		assertThat(kinds().indexOf("UpdateAccepted")).isEqualTo((int) BEFORE_UPDATE);
		return update;
	}

	private void reset(SimulatedNode node, long toSeq) {
		reset(node, toSeq, (service) -> {
		});
	}

	/*
	 * What is sent first is unread when the order is carried out.
	 */
	private void reset(SimulatedNode node, long toSeq, Consumer<Node> before) {
		UUID next = ask(node, (service) -> {
			before.accept(service);
			return service.reset(TEST, toSeq, "once more");
		});
		until(() -> row().runId().equals(next));
	}

	private void assertFails(CompletableFuture<Payload> update) {
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> answer(update))
			.withCauseInstanceOf(WorkflowUpdateFailed.class);
	}

	private CompletableFuture<Payload> update(SimulatedNode node) {
		return ask(node, (service) -> service.update(TEST, call()));
	}

	private static HandlerCall call() {
		return new HandlerCall("ask", arguments(), "id", Map.of());
	}

	private Object answer(CompletableFuture<Payload> future) {
		until(future::isDone);
		return WorkflowTypes.CONVERTER.read(future.join(), Object.class);
	}

	private static WorkflowType updated() {
		Invocable ask = WorkflowTypes.code(String.class, (arguments) -> WorkflowTypes.call("slow"));
		WorkflowType type = WorkflowTypes.of(() -> {
			WorkflowTypes.call("effect");
			Durable.await(() -> false);
			return "done";
		});
		return new WorkflowType("Test", type.instances(), type.main(), type.signals(), Map.of(), Map.of("ask", ask),
				Map.of(), null);
	}

}
