package dev.durable.proxy;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;

import dev.durable.ApplicationFailure;
import dev.durable.CancelledFailure;
import dev.durable.TerminatedFailure;
import dev.durable.TimeoutFailure;
import dev.durable.TimeoutType;
import dev.durable.client.WorkflowFailed;
import dev.durable.client.WorkflowHandle;
import dev.durable.client.WorkflowNotFound;
import dev.durable.client.WorkflowStatus;
import dev.durable.client.WorkflowUpdateFailed;
import dev.durable.client.WorkflowUpdateRejected;
import dev.durable.history.FailureInfo;
import dev.durable.history.Payload;
import dev.durable.history.Terminal;
import dev.durable.proxy.ClientFixture.Orders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for handles and stubs: which run they speak to, and what comes back.
 */
class RunHandleTests {

	private static final UUID FIRST = new UUID(0, 1);

	private static final UUID SECOND = new UUID(0, 2);

	private static final UUID THIRD = new UUID(0, 3);

	private final ClientFixture fixture = new ClientFixture(new JavaPayloads());

	private final FakeService service = this.fixture.service;

	@AfterEach
	void close() {
		this.fixture.close();
	}

	private WorkflowHandle<String> started() {
		return this.fixture.client.start(Orders.class, (workflow) -> workflow.process("a", 1));
	}

	private WorkflowHandle<String> pinned() {
		this.service.row(FIRST, "a", FIRST, WorkflowStatus.COMPLETED);
		return this.fixture.client.handle("a", FIRST.toString(), String.class);
	}

	private static Terminal completed(String result) {
		return new Terminal.WorkflowCompleted(new Payload(result.getBytes()));
	}

	@Test
	void resultFollowsTheChain() throws Exception {
		this.service.ended.put(FIRST, new Terminal.ContinuedAsNew(SECOND, Payload.NULL));
		this.service.ended.put(SECOND, new Terminal.WorkflowFailed(FailureInfo.application("Once", "again"), THIRD, 4));
		this.service.ended.put(THIRD, completed("x"));
		WorkflowHandle<String> run = started();
		assertThat(run.result()).isEqualTo("x as java.lang.String");
		assertThat(run.result(Duration.ofSeconds(1))).isEqualTo("x as java.lang.String");
		assertThat(run.resultAsync().get()).isEqualTo("x as java.lang.String");
		assertThat(run.runId()).isEqualTo(FIRST.toString());
	}

	@Test
	void aDeletedRunIsNotWaitedFor() {
		WorkflowHandle<String> run = started();
		this.service.deleted.add(FIRST);
		assertThatExceptionOfType(WorkflowNotFound.class).isThrownBy(run::result)
			.withMessageContaining("has no run '" + FIRST + "'");
		assertThatExceptionOfType(WorkflowNotFound.class).isThrownBy(() -> run.result(Duration.ofSeconds(1)));
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> run.resultAsync().join())
			.withCauseInstanceOf(WorkflowNotFound.class);
		this.service.deleted.clear();
		assertThatExceptionOfType(WorkflowNotFound.class).as("the node has not seen it yet")
			.isThrownBy(() -> run.result(Duration.ZERO));
	}

	@Test
	void aRunThatIsOnlyOrderedIsWaitedFor() {
		this.service.promised = true;
		this.service.deleted.add(FIRST);
		WorkflowHandle<String> run = started();
		assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> run.result(Duration.ZERO));
		this.service.ended.put(FIRST, completed("x"));
		assertThat(run.result()).isEqualTo("x as java.lang.String");
	}

	@Test
	void theChainOfADeletedRunIsFollowed() throws Exception {
		WorkflowHandle<String> run = started();
		this.service.deleted.add(FIRST);
		this.service.row(SECOND, "order-a", FIRST, WorkflowStatus.RUNNING);
		this.service.ended.put(SECOND, completed("x"));
		assertThat(run.result()).isEqualTo("x as java.lang.String");
		assertThat(run.resultAsync().get()).isEqualTo("x as java.lang.String");
		this.service.row(SECOND, "order-a", SECOND, WorkflowStatus.RUNNING);
		assertThatExceptionOfType(WorkflowNotFound.class).as("a run of another chain").isThrownBy(run::result);
	}

	@Test
	void handleOfOneRunDoesNotFollow() {
		this.service.ended.put(FIRST, new Terminal.ContinuedAsNew(SECOND, Payload.NULL));
		assertThatExceptionOfType(WorkflowFailed.class).isThrownBy(() -> pinned().result())
			.withMessageContaining("goes on as run '" + SECOND + "'");
	}

	@Test
	void runThatWasResetLaterIsFollowed() {
		this.service.ended.put(FIRST, new Terminal.WorkflowFailed(FailureInfo.application("Broken", "no")));
		this.service.ended.put(SECOND, completed("healed"));
		this.service.row(FIRST, "order-a", FIRST, WorkflowStatus.FAILED);
		WorkflowHandle<String> run = started();
		assertThatExceptionOfType(WorkflowFailed.class).isThrownBy(run::result);
		this.service.row(SECOND, "order-a", SECOND, WorkflowStatus.COMPLETED);
		assertThatExceptionOfType(WorkflowFailed.class).as("a run of another chain").isThrownBy(run::result);
		this.service.row(SECOND, "order-a", FIRST, WorkflowStatus.COMPLETED);
		assertThat(run.result()).isEqualTo("healed as java.lang.String");
	}

	@Test
	void causeTellsHowTheRunWasClosed() {
		assertThat(cause(new Terminal.WorkflowFailed(FailureInfo.application("Broken", "no")))).isInstanceOfSatisfying(
				ApplicationFailure.class, (failure) -> assertThat(failure.type()).isEqualTo("Broken"));
		assertThat(cause(new Terminal.WorkflowCancelled("changed"))).isInstanceOfSatisfying(CancelledFailure.class,
				(failure) -> assertThat(failure.reason()).isEqualTo("changed"));
		assertThat(cause(new Terminal.WorkflowTerminated("enough", null))).isInstanceOfSatisfying(
				TerminatedFailure.class, (failure) -> assertThat(failure.reason()).isEqualTo("enough"));
		assertThat(cause(new Terminal.WorkflowTimedOut("EXECUTION", null, 0))).isInstanceOfSatisfying(
				TimeoutFailure.class, (failure) -> assertThat(failure.timeoutType()).isEqualTo(TimeoutType.EXECUTION));
	}

	private Throwable cause(Terminal terminal) {
		this.service.ended.put(FIRST, terminal);
		WorkflowFailed failed = org.assertj.core.api.Assertions.catchThrowableOfType(WorkflowFailed.class,
				() -> started().result());
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> started().resultAsync().join())
			.withCauseInstanceOf(WorkflowFailed.class);
		assertThat(failed.getCause()).isNotNull();
		return failed.getCause();
	}

	@Test
	void callbacksDoNotRunOnThreadsOfTheNode() throws Exception {
		CompletableFuture<String> thread = started().resultAsync()
			.thenApply((result) -> Thread.currentThread().getName());
		Thread node = new Thread(() -> this.service.result.complete(completed("x")), "node");
		node.start();
		assertThat(thread.get()).isNotEqualTo("node");
	}

	@Test
	void currentRunIsSpokenTo() {
		WorkflowHandle<String> run = started();
		run.describe();
		this.service.row(SECOND, "order-a", FIRST, WorkflowStatus.RUNNING);
		run.describe();
		run.history();
		run.query("remark", String.class);
		run.signal("approve-order", "me");
		assertThat(this.service.calls).containsExactly("describe " + FIRST, "describe " + SECOND, "history " + SECOND,
				"query " + SECOND + " remark[]", "signal order-a approve-order[me]");
	}

	@Test
	void handleOfOneRunSpeaksToNoOther() {
		WorkflowHandle<String> run = pinned();
		this.service.row(SECOND, "a", FIRST, WorkflowStatus.RUNNING);
		run.signal("go");
		run.describe();
		run.pause();
		run.update("quantity", Integer.class, 7);
		assertThat(this.service.calls).containsExactly("signal a/" + FIRST + " go[]", "describe " + FIRST,
				"pause a/" + FIRST, "update a/" + FIRST + " quantity[7]");
	}

	@Test
	void ordersArePassedOn() {
		WorkflowHandle<String> run = this.fixture.client.handle("a", String.class);
		run.cancel();
		run.cancel("changed");
		run.terminate("enough");
		run.pause();
		run.resume();
		assertThat(run.reset(7).runId()).isEqualTo(SECOND.toString());
		run.retry();
		run.delete();
		assertThat(this.service.calls).containsExactly("cancel a null", "cancel a changed", "terminate a enough",
				"pause a", "resume a", "reset a 7", "retry a", "delete a");
	}

	@Test
	void handleAfterResetIsOfTheNewRun() {
		this.service.ended.put(SECOND, completed("again"));
		assertThat(this.fixture.client.handle("a", String.class).reset(7).result())
			.isEqualTo("again as java.lang.String");
	}

	@Test
	void closedRunIsNotTerminated() {
		this.service.refusal = WorkflowNotFound.closed("a");
		WorkflowHandle<String> run = this.fixture.client.handle("a", String.class);
		assertThatExceptionOfType(WorkflowNotFound.class).isThrownBy(() -> run.terminate("enough"));
		pinned().terminate("enough");
		run.terminate("enough");
		assertThatExceptionOfType(WorkflowNotFound.class).isThrownBy(run::pause);
	}

	@Test
	void updateReturnsItsAnswer() {
		this.service.updated = CompletableFuture.completedFuture(new Payload("8".getBytes()));
		Object answer = this.fixture.client.handle("a", String.class).update("quantity", Object.class, 7);
		assertThat(answer).isEqualTo("8 as java.lang.Object");
		this.service.updated = CompletableFuture
			.failedFuture(new WorkflowUpdateRejected("a", "quantity", "no", new IllegalArgumentException("no")));
		assertThatExceptionOfType(WorkflowUpdateRejected.class)
			.isThrownBy(() -> this.fixture.client.stub(Orders.class, "a").changeQuantity(7))
			.withCauseInstanceOf(IllegalArgumentException.class);
	}

	@Test
	void updateThatCannotBeTakenIsRejected() {
		this.service.refusal = new IllegalArgumentException("the updates are quantity");
		assertThatExceptionOfType(WorkflowUpdateRejected.class)
			.isThrownBy(() -> this.fixture.client.handle("a", String.class).update("size", Integer.class))
			.withMessageContaining("the updates are quantity")
			.withNoCause();
	}

	@Test
	void waitForAnAnswerCanBeInterrupted() {
		this.service.updated = new CompletableFuture<>();
		Thread.currentThread().interrupt();
		assertThatIllegalStateException()
			.isThrownBy(() -> this.fixture.client.handle("a", String.class).update("quantity", Integer.class, 7))
			.withMessageContaining("interrupted")
			.withMessageContaining("The run goes on");
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void idsOfStubsAreForTheNextCall() {
		Orders stub = this.fixture.client.stub(Orders.class, "a",
				(options) -> options.signalId("s-1").updateId("u-1").runId(FIRST.toString()));
		this.service.refusal = WorkflowNotFound.closed("a");
		assertThatExceptionOfType(WorkflowNotFound.class).isThrownBy(() -> stub.approve("me"));
		this.service.refusal = null;
		stub.approve("me");
		stub.approve("you");
		stub.changeQuantity(1);
		stub.changeQuantity(2);
		String run = "a/" + FIRST;
		assertThat(this.service.calls).containsExactly("signal " + run + " approve-order[me] as s-1",
				"signal " + run + " approve-order[me] as s-1", "signal " + run + " approve-order[you]",
				"update " + run + " quantity[1] as u-1", "update " + run + " quantity[2]");
		assertThat(this.service.handlers)
			.allSatisfy((call) -> assertThat(call.headers()).containsEntry("tenant", "acme"));
	}

	@Test
	void idOfAnUpdateIsUsedUpByAnyAnswer() {
		Orders stub = this.fixture.client.stub(Orders.class, "a", (options) -> options.updateId("u-1"));
		this.service.updated = CompletableFuture.failedFuture(new WorkflowUpdateFailed("a", "quantity", "no", null));
		assertThatExceptionOfType(WorkflowUpdateFailed.class).isThrownBy(() -> stub.changeQuantity(1));
		assertThatExceptionOfType(WorkflowUpdateFailed.class).isThrownBy(() -> stub.changeQuantity(1));
		assertThat(this.service.calls).containsExactly("update a quantity[1] as u-1", "update a quantity[1]");
	}

	@Test
	void activitiesAreCompletedByTheirTokens() {
		this.fixture.client.completeActivity("t", "done");
		this.fixture.client.heartbeatActivity("t", 50);
		IllegalStateException one = new IllegalStateException("one");
		one.initCause(new IllegalArgumentException("two", one));
		this.fixture.client.failActivity("t", one);
		assertThat(this.service.calls).containsExactly("complete t done", "heartbeat t 50", "fail t");
		assertThat(this.service.failures).singleElement().satisfies((failure) -> {
			assertThat(failure.type()).isEqualTo(IllegalStateException.class.getName());
			assertThat(failure.cause()).isNotNull();
			assertThat(failure.cause().cause()).isNull();
		});
	}

	@Test
	void deadLettersAreListedAndSentAgain() {
		assertThat(this.fixture.client.deadLetters("a")).isEqualTo(List.of());
		this.fixture.client.redeliver("7");
		assertThat(this.service.calls).containsExactly("dead letters a", "redeliver 7");
	}

}
