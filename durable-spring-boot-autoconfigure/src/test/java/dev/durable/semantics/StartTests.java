package dev.durable.semantics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import dev.durable.ApplicationFailure;
import dev.durable.Durable;
import dev.durable.SignalMethod;
import dev.durable.TerminatedFailure;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.client.StuckReason;
import dev.durable.client.WorkflowAlreadyStarted;
import dev.durable.client.WorkflowClient;
import dev.durable.client.WorkflowFailed;
import dev.durable.client.WorkflowHandle;
import dev.durable.client.WorkflowIdConflictPolicy;
import dev.durable.client.WorkflowIdReusePolicy;
import dev.durable.client.WorkflowQuery;
import dev.durable.client.WorkflowStatus;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for starts and workflow ids.
 */
class StartTests extends AbstractSemanticsTests {

	private WorkflowHandle<String> start(String what) {
		return start(what, WorkflowIdConflictPolicy.FAIL, WorkflowIdReusePolicy.ALLOW_DUPLICATE);
	}

	private WorkflowHandle<String> start(String what, WorkflowIdConflictPolicy conflict, WorkflowIdReusePolicy reuse) {
		return call(() -> client().start(Simple.class, (workflow) -> workflow.run(what),
				(options) -> options.id(id()).conflictPolicy(conflict).reusePolicy(reuse)));
	}

	@Test
	@DisplayName("51a. Reuse policies: any, after a failure only, never; a refusal is WorkflowAlreadyStarted")
	void reuse() {
		assertThat(result(start("return"))).isEqualTo("returned");
		assertThatExceptionOfType(WorkflowAlreadyStarted.class).isThrownBy(() -> start("return",
				WorkflowIdConflictPolicy.FAIL, WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY));
		assertThatExceptionOfType(WorkflowAlreadyStarted.class).isThrownBy(
				() -> start("return", WorkflowIdConflictPolicy.USE_EXISTING, WorkflowIdReusePolicy.REJECT_DUPLICATE));
		assertThatExceptionOfType(WorkflowFailed.class).isThrownBy(() -> result(start("fail")));
		assertThatExceptionOfType(WorkflowAlreadyStarted.class)
			.isThrownBy(() -> start("return", WorkflowIdConflictPolicy.FAIL, WorkflowIdReusePolicy.REJECT_DUPLICATE));
		WorkflowHandle<String> cancelled = start("wait", WorkflowIdConflictPolicy.FAIL,
				WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY);
		run(cancelled::cancel);
		awaitStatus(cancelled, WorkflowStatus.CANCELLED);
		WorkflowHandle<String> terminated = start("wait", WorkflowIdConflictPolicy.FAIL,
				WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY);
		run(() -> terminated.terminate("enough"));
		awaitStatus(terminated, WorkflowStatus.TERMINATED);
		assertThat(result(
				start("return", WorkflowIdConflictPolicy.FAIL, WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY)))
			.isEqualTo("returned");
	}

	@Test
	@DisplayName("52. Conflict policies: fail, use the open run, or end it and start anew")
	void conflicts() {
		WorkflowHandle<String> first = start("wait");
		assertThatExceptionOfType(WorkflowAlreadyStarted.class).isThrownBy(() -> start("wait"))
			.withMessageContaining(id());
		WorkflowHandle<String> joined = start("return", WorkflowIdConflictPolicy.USE_EXISTING,
				WorkflowIdReusePolicy.ALLOW_DUPLICATE);
		assertThat(joined.runId()).isEqualTo(first.runId());
		WorkflowHandle<String> second = start("return", WorkflowIdConflictPolicy.TERMINATE_EXISTING,
				WorkflowIdReusePolicy.ALLOW_DUPLICATE);
		assertThat(second.runId()).isNotEqualTo(first.runId());
		assertThat(result(second)).isEqualTo("returned");
		assertThatExceptionOfType(WorkflowFailed.class)
			.isThrownBy(() -> result(client().handle(id(), first.runId(), String.class)))
			.withCauseInstanceOf(TerminatedFailure.class);
	}

	@Test
	@DisplayName("52. Many concurrent starts of one id: one run, the others by policy, never a constraint exception")
	void concurrentStarts() {
		AtomicInteger refused = new AtomicInteger();
		List<CompletableFuture<String>> starts = new ArrayList<>();
		for (int i = 0; i < 40; i++) {
			starts.add(CompletableFuture.supplyAsync(() -> {
				try {
					return start("wait").runId();
				}
				catch (WorkflowAlreadyStarted ex) {
					refused.incrementAndGet();
					return "";
				}
			}));
		}
		List<String> runs = starts.stream().map(CompletableFuture::join).filter((id) -> !id.isEmpty()).toList();
		assertThat(runs).hasSize(1);
		assertThat(refused).hasValue(39);
		run(() -> client().stub(Simple.class, id()).finish());
	}

	@Test
	@DisplayName("52. Many concurrent starts that join or replace: each has a run, and one is open in the end")
	void concurrentPolicies() {
		List<String> joined = concurrently(20, WorkflowIdConflictPolicy.USE_EXISTING);
		assertThat(joined).hasSize(20).containsOnly(joined.get(0));
		List<String> replaced = concurrently(8, WorkflowIdConflictPolicy.TERMINATE_EXISTING);
		assertThat(replaced).hasSize(8).doesNotHaveDuplicates().doesNotContain(joined.get(0));
		await()
			.untilAsserted(() -> assertThat(client().list(WorkflowQuery.where().idPrefix(id()).limit(200))).hasSize(9)
				.filteredOn((run) -> !run.status().isClosed())
				.hasSize(1));
		run(() -> client().stub(Simple.class, id()).finish());
		assertThat(result(client().handle(id(), String.class))).isEqualTo("finished");
	}

	private List<String> concurrently(int starts, WorkflowIdConflictPolicy policy) {
		List<CompletableFuture<String>> runs = new ArrayList<>();
		for (int i = 0; i < starts; i++) {
			runs.add(CompletableFuture
				.supplyAsync(() -> start("wait", policy, WorkflowIdReusePolicy.ALLOW_DUPLICATE).runId()));
		}
		return runs.stream().map(CompletableFuture::join).toList();
	}

	@Test
	@DisplayName("52. A caller's transaction lives on after a start that was refused")
	void refusedStartInTransaction() {
		Assumptions.assumeTrue(isTransactional(), "needs transactions");
		start("wait");
		TransactionTemplate transaction = new TransactionTemplate(bean(PlatformTransactionManager.class));
		JdbcTemplate jdbc = bean(JdbcTemplate.class);
		Integer one = call(() -> transaction.execute((status) -> {
			assertThatExceptionOfType(WorkflowAlreadyStarted.class).isThrownBy(() -> client().start(Simple.class,
					(workflow) -> workflow.run("return"), (options) -> options.id(id())));
			client().start(Simple.class, (workflow) -> workflow.run("return"), (options) -> options.id(id("other")));
			return jdbc.queryForObject("select 1", Integer.class);
		}));
		assertThat(one).isEqualTo(1);
		assertThat(result(client().handle(id("other"), String.class))).isEqualTo("returned");
		run(() -> client().stub(Simple.class, id()).finish());
	}

	@Test
	@DisplayName("53. A start in a transaction: rolled back, it leaves no trace; committed, it runs")
	void startInTransaction() {
		Assumptions.assumeTrue(isTransactional(), "needs transactions");
		TransactionTemplate transaction = new TransactionTemplate(bean(PlatformTransactionManager.class));
		call(() -> transaction.execute((status) -> {
			start("return");
			status.setRollbackOnly();
			return null;
		}));
		assertThat(client().list(WorkflowQuery.where().idPrefix(id()))).isEmpty();
		WorkflowHandle<String> run = call(() -> transaction.execute((status) -> start("return")));
		assertThat(result(run)).isEqualTo("returned");
	}

	@Test
	@DisplayName("53. A read-only transaction refuses what would write, before any SQL")
	void readOnlyTransaction() {
		Assumptions.assumeTrue(isTransactional(), "needs transactions");
		WorkflowHandle<String> run = start("wait");
		TransactionTemplate transaction = new TransactionTemplate(bean(PlatformTransactionManager.class));
		transaction.setReadOnly(true);
		List<Supplier<Runnable>> calls = List.of(() -> () -> start("return"), () -> () -> run.signal("finish"),
				() -> run::cancel, () -> () -> run.terminate("x"), () -> run::pause, () -> run::resume,
				() -> () -> run.reset(1), () -> run::retry, () -> run::delete);
		for (Supplier<Runnable> each : calls) {
			assertThatIllegalStateException()
				.isThrownBy(() -> transaction.executeWithoutResult((status) -> run(each.get())))
				.withMessageContaining("read-only");
		}
		run(() -> run.signal("finish"));
		assertThat(result(run)).isEqualTo("finished");
	}

	@Test
	@DisplayName("53. A call that waits for an answer is refused in the transaction that has started the run")
	void waitInTransaction() {
		Assumptions.assumeTrue(isTransactional(), "needs transactions");
		TransactionTemplate transaction = new TransactionTemplate(bean(PlatformTransactionManager.class));
		call(() -> transaction.execute((status) -> {
			WorkflowHandle<String> run = start("wait");
			assertThatIllegalStateException().isThrownBy(run::result).withMessageContaining("commit");
			return null;
		}));
		run(() -> client().stub(Simple.class, id()).finish());
	}

	@Test
	@DisplayName("54. The client inside workflow code is refused, and the durable alternative is named")
	void clientInsideWorkflow() {
		WorkflowHandle<List<String>> run = call(
				() -> client().start(Misuse.class, Misuse::run, (options) -> options.id(id())));
		assertThat(result(run)).isNotEmpty().allMatch((message) -> message.contains("activity"));
	}

	@Test
	@DisplayName("56. An unknown workflow type is left for nodes that have it")
	void unknownType() {
		WorkflowHandle<Object> run = call(
				() -> client().start("StartTests.Nowhere", (options) -> options.id(id()), "one", 2));
		assertThat(status(run)).isEqualTo(WorkflowStatus.RUNNING);
		assertThat(run.describe().type()).isEqualTo("StartTests.Nowhere");
		run(() -> run.terminate("nobody has it"));
		awaitStatus(run, WorkflowStatus.TERMINATED);
		assertThat(run.describe().stuckReason()).isNotEqualTo(StuckReason.NON_DETERMINISM);
	}

	@Test
	@DisplayName("36. A start delay: signals wait for the first turn; a cancel closes the run at once, without its code")
	void startDelay() {
		WorkflowHandle<String> run = call(() -> client().start(Simple.class, (workflow) -> workflow.run("wait"),
				(options) -> options.id(id()).startDelay(Duration.ofMillis(700))));
		run(() -> run.signal("finish"));
		assertThat(kinds(run)).containsExactly("WorkflowStarted");
		assertThat(result(run)).isEqualTo("finished");
		WorkflowHandle<String> delayed = call(() -> client().start(Simple.class, (workflow) -> workflow.run("wait"),
				(options) -> options.id(id("long")).startDelay(Duration.ofHours(1))));
		run(delayed::cancel);
		awaitStatus(delayed, WorkflowStatus.CANCELLED);
	}

	@Test
	@DisplayName("35. An attribute or memo that is too large: a clear failure at the call, and the run goes on")
	void largeNotes() {
		WorkflowHandle<List<String>> run = call(
				() -> client().start(Noting.class, Noting::run, (options) -> options.id(id())));
		assertThat(result(run)).hasSize(2).allMatch((message) -> message.contains("4000"));
		assertThat(run.describe().attributes()).isEqualTo(Map.of("small", "value"));
		assertThat(run.describe().memo()).isEmpty();
	}

	@Test
	@DisplayName("Untyped: a start by name and an untyped handle need no classes")
	void untyped() {
		WorkflowHandle<Object> run = call(
				() -> client().start("StartTests.Simple", (options) -> options.id(id()), "wait"));
		run(() -> run.signal("finish"));
		assertThat(result(run)).isEqualTo("finished");
	}

	/**
	 * Does as it is told.
	 */
	@Workflow(name = "StartTests.Simple")
	static class Simple {

		private boolean finishing;

		@WorkflowMethod
		public String run(String what) {
			switch (what) {
				case "fail" -> throw new ApplicationFailure("Told", "told to fail");
				case "wait" -> Durable.await(() -> this.finishing);
				default -> {
					return "returned";
				}
			}
			return "finished";
		}

		@SignalMethod
		public void finish() {
			this.finishing = true;
		}

	}

	/**
	 * Calls the client.
	 */
	@Workflow(name = "StartTests.Misuse")
	static class Misuse {

		private final WorkflowClient client;

		Misuse(WorkflowClient client) {
			this.client = client;
		}

		@WorkflowMethod
		public List<String> run() {
			List<Runnable> calls = List.of(() -> this.client.start(Simple.class, (workflow) -> workflow.run("return")),
					() -> this.client.stub(Simple.class, "id").finish(),
					() -> this.client.handle("id", String.class).cancel(),
					() -> this.client.list(WorkflowQuery.where()));
			List<String> messages = new ArrayList<>();
			for (Runnable call : calls) {
				try {
					call.run();
					messages.add("allowed");
				}
				catch (IllegalStateException ex) {
					messages.add(ex.getMessage());
				}
			}
			return messages;
		}

	}

	/**
	 * Notes what is too large.
	 */
	@Workflow(name = "StartTests.Noting")
	static class Noting {

		@WorkflowMethod
		public List<String> run() {
			List<String> messages = new ArrayList<>();
			for (Runnable note : List.<Runnable>of(() -> Durable.attribute("large", "x".repeat(5_000)),
					() -> Durable.memo("large", "x".repeat(5_000)))) {
				try {
					note.run();
				}
				catch (ApplicationFailure ex) {
					messages.add(ex.getMessage());
				}
			}
			Durable.attribute("small", "value");
			Durable.sleep(Duration.ofMillis(20));
			return messages;
		}

	}

}
