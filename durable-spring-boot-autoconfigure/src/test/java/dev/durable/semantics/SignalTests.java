package dev.durable.semantics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.durable.ApplicationFailure;
import dev.durable.Durable;
import dev.durable.QueryMethod;
import dev.durable.SignalMethod;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.client.DeadLetter;
import dev.durable.client.StuckReason;
import dev.durable.client.WorkflowFailed;
import dev.durable.client.WorkflowHandle;
import dev.durable.client.WorkflowNotFound;
import dev.durable.client.WorkflowStatus;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for signals.
 */
class SignalTests extends AbstractSemanticsTests {

	private WorkflowHandle<List<Integer>> start(int size) {
		return call(() -> client().start(Collector.class, (workflow) -> workflow.collect(size),
				(options) -> options.id(id())));
	}

	private void add(int number) {
		run(() -> client().stub(Collector.class, id()).add(number));
	}

	@Test
	@DisplayName("1. Signals sent while the node comes and goes are handled in the order they were accepted, each once")
	void signalsInOrder() {
		WorkflowHandle<List<Integer>> run = start(20);
		List<Integer> sent = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			add(i);
			sent.add(i);
		}
		assertThat(result(run)).isEqualTo(sent);
	}

	@Test
	@DisplayName("2. A signal to a closed run is refused with WorkflowNotFound")
	void signalAfterTheEnd() {
		result(start(0));
		assertThatExceptionOfType(WorkflowNotFound.class).isThrownBy(() -> add(1)).withMessageContaining(id());
	}

	@Test
	@DisplayName("2. A signal that is there when the main method returns is handled, and the outcome stays")
	void signalDuringTheEnd() {
		WorkflowHandle<Integer> run = call(() -> client().signalWithStart(LateSignal.class, LateSignal::run,
				(workflow) -> workflow.add(1), (options) -> options.id(id())));
		assertThat(result(run)).isZero();
		assertThat(kinds(run)).containsSubsequence("WorkflowStarted", "SignalReceived", "WorkflowCompleted");
		assertThat(answer(() -> run.query("sum", Integer.class))).isEqualTo(1);
	}

	@Test
	@DisplayName("3. Unread signals reach the next run of a chain that continues as new")
	void signalsAcrossContinueAsNew() {
		WorkflowHandle<List<Integer>> run = call(() -> client().start(Chained.class,
				(workflow) -> workflow.collect(List.of(), 30), (options) -> options.id(id())));
		List<Integer> sent = new ArrayList<>();
		for (int i = 0; i < 30; i++) {
			int number = i;
			run(() -> client().stub(Chained.class, id()).add(number));
			sent.add(i);
		}
		assertThat(result(run)).isEqualTo(sent);
	}

	@Test
	@DisplayName("4. signalWithStart starts, then signals; on an open run it signals only")
	void signalWithStart() {
		WorkflowHandle<List<Integer>> first = signalWithStart(1);
		WorkflowHandle<List<Integer>> second = signalWithStart(2);
		assertThat(second.runId()).isEqualTo(first.runId());
		assertThat(result(first)).containsExactly(1, 2);
		assertThat(kinds(first).subList(0, 2)).containsExactly("WorkflowStarted", "SignalReceived");
		WorkflowHandle<List<Integer>> third = signalWithStart(3);
		assertThat(third.runId()).isNotEqualTo(first.runId());
		signalWithStart(4);
		assertThat(result(third)).containsExactly(3, 4);
	}

	private WorkflowHandle<List<Integer>> signalWithStart(int number) {
		return call(() -> client().signalWithStart(Collector.class, (workflow) -> workflow.collect(2),
				(workflow) -> workflow.add(number), (options) -> options.id(id())));
	}

	@Test
	@DisplayName("5. A business exception of a handler fails the run as one of the main method does")
	void handlerFails() {
		WorkflowHandle<List<Integer>> run = start(3);
		run(() -> run.signal("refuse", "no more"));
		assertThatExceptionOfType(WorkflowFailed.class).isThrownBy(() -> result(run))
			.havingCause()
			.isInstanceOfSatisfying(ApplicationFailure.class,
					(failure) -> assertThat(failure.type()).isEqualTo("Refused"))
			.withMessageContaining("no more");
	}

	@Test
	@DisplayName("5. A bug in a handler leaves the run stuck; it heals with a fixed build and nothing is lost")
	void handlerHasBug() {
		Buggy.fixed.set(false);
		WorkflowHandle<String> run = call(() -> client().start(Buggy.class, Buggy::run, (options) -> options.id(id())));
		run(() -> run.signal("name", "Ann"));
		await().untilAsserted(() -> assertThat(run.describe().stuckReason()).contains(StuckReason.WORKFLOW_CODE_ERROR));
		assertThat(kinds(run)).doesNotContain("SignalReceived");
		Buggy.fixed.set(true);
		assertThat(result(run)).isEqualTo("Ann");
	}

	@Test
	@DisplayName("6. Arguments that do not fit are refused at the door; later signals and the run go on")
	void argumentsDoNotFit() {
		WorkflowHandle<List<Integer>> run = start(1);
		assertThatIllegalArgumentException().isThrownBy(() -> run(() -> run.signal("add", "seven")))
			.withMessageContaining("add");
		assertThatIllegalArgumentException().isThrownBy(() -> run(() -> run.signal("added", 7)))
			.withMessageContaining("add")
			.withMessageContaining("refuse");
		add(7);
		assertThat(result(run)).containsExactly(7);
		assertThat(client().deadLetters(id())).isEmpty();
	}

	@Test
	@DisplayName("6. A signal that fits when it is sent and not when it is read is kept, listed and redelivered")
	void unreadableSignal() {
		Strict.strict.set(true);
		WorkflowHandle<Integer> run = call(
				() -> client().start(Strict.class, Strict::run, (options) -> options.id(id())));
		run(() -> run.signal("even", new Even(3)));
		run(() -> run.signal("even", new Even(4)));
		await().untilAsserted(() -> assertThat(client().deadLetters(id())).hasSize(1));
		DeadLetter letter = client().deadLetters(id()).get(0);
		assertThat(letter.name()).isEqualTo("even");
		assertThat(letter.workflowId()).isEqualTo(id());
		assertThat(letter.reason()).isNotEmpty();
		Strict.strict.set(false);
		run(() -> client().redeliver(letter.id()));
		assertThat(result(run)).isEqualTo(7);
		assertThat(client().deadLetters(id())).isEmpty();
	}

	@Test
	@DisplayName("7. Handlers may block; allHandlersFinished lets the main method wait for them")
	void handlersBlock() {
		WorkflowHandle<List<Integer>> run = call(
				() -> client().start(Slow.class, Slow::run, (options) -> options.id(id())));
		run(() -> run.signal("add", 1));
		run(() -> run.signal("add", 2));
		run(() -> run.signal("finish"));
		assertThat(result(run)).containsExactly(1, 2);
	}

	@Test
	@DisplayName("8. The same signal id twice is one delivery, across continue-as-new too")
	void signalIds() {
		WorkflowHandle<List<Integer>> run = call(() -> client().start(Chained.class,
				(workflow) -> workflow.collect(List.of(), 4), (options) -> options.id(id())));
		for (int number : List.of(1, 1, 2, 1, 3, 2, 3, 1, 4)) {
			run(() -> client().stub(Chained.class, id(), (options) -> options.signalId("id-" + number)).add(number));
		}
		assertThat(result(run)).containsExactly(1, 2, 3, 4);
	}

	@Test
	@DisplayName("9. A signal of a transaction that rolls back is never delivered")
	void rolledBackSignal() {
		Assumptions.assumeTrue(isTransactional(), "needs transactions");
		WorkflowHandle<List<Integer>> run = start(2);
		TransactionTemplate transaction = new TransactionTemplate(bean(PlatformTransactionManager.class));
		call(() -> transaction.execute((status) -> {
			client().stub(Collector.class, id()).add(1);
			status.setRollbackOnly();
			return null;
		}));
		add(2);
		add(3);
		assertThat(result(run)).containsExactly(2, 3);
	}

	@Test
	@DisplayName("9. While a transaction with a signal stays open the run works on, and gets it on commit")
	void openTransaction() {
		Assumptions.assumeTrue(isTransactional(), "needs transactions");
		WorkflowHandle<List<Integer>> run = start(3);
		TransactionTemplate transaction = new TransactionTemplate(bean(PlatformTransactionManager.class));
		transaction.execute((status) -> {
			run(() -> client().stub(Collector.class, id()).add(1));
			Thread other = new Thread(() -> {
				add(2);
				add(3);
			});
			other.start();
			await().untilAsserted(
					() -> assertThat(answer(() -> client().stub(Collector.class, id()).size())).isEqualTo(2));
			return null;
		});
		assertThat(result(run)).containsExactly(2, 3, 1);
		assertThat(status(run)).isEqualTo(WorkflowStatus.COMPLETED);
	}

	/**
	 * Collects numbers.
	 */
	@Workflow(name = "SignalTests.Collector")
	static class Collector {

		private final List<Integer> numbers = new ArrayList<>();

		@WorkflowMethod
		public List<Integer> collect(int size) {
			Durable.await(() -> this.numbers.size() >= size);
			return this.numbers;
		}

		@SignalMethod
		public void add(int number) {
			this.numbers.add(number);
		}

		@SignalMethod
		public void refuse(String reason) {
			throw new ApplicationFailure("Refused", reason);
		}

		@QueryMethod
		public int size() {
			return this.numbers.size();
		}

	}

	/**
	 * Ends at once.
	 */
	@Workflow(name = "SignalTests.LateSignal")
	static class LateSignal {

		private int sum;

		@WorkflowMethod
		public int run() {
			return this.sum;
		}

		@SignalMethod
		public void add(int number) {
			this.sum += number;
		}

		@QueryMethod
		public int sum() {
			return this.sum;
		}

	}

	/**
	 * Continues as new with each number.
	 */
	@Workflow(name = "SignalTests.Chained")
	static class Chained {

		private final List<Integer> numbers = new ArrayList<>();

		@WorkflowMethod
		public List<Integer> collect(List<Integer> before, int size) {
			Durable.await(() -> !this.numbers.isEmpty());
			List<Integer> all = new ArrayList<>(before);
			all.addAll(this.numbers);
			return (all.size() >= size) ? all : Durable.continueAsNew(all, size);
		}

		@SignalMethod
		public void add(int number) {
			this.numbers.add(number);
		}

	}

	/**
	 * Has a bug until it is fixed.
	 */
	@Workflow(name = "SignalTests.Buggy")
	static class Buggy {

		static final AtomicBoolean fixed = new AtomicBoolean();

		private String name = "";

		@WorkflowMethod
		public String run() {
			Durable.await(() -> !this.name.isEmpty());
			return this.name;
		}

		@SignalMethod
		public void name(String value) {
			if (!fixed.get()) {
				throw new IllegalStateOfHandler();
			}
			this.name = value;
		}

	}

	/**
	 * Takes even numbers only, sometimes.
	 */
	@Workflow(name = "SignalTests.Strict")
	static class Strict {

		static final AtomicBoolean strict = new AtomicBoolean();

		private int sum;

		private int count;

		@WorkflowMethod
		public int run() {
			Durable.await(() -> this.count == 2);
			return this.sum;
		}

		@SignalMethod
		public void even(Even value) {
			this.sum += value.number();
			this.count++;
		}

	}

	/**
	 * A number that is even, when somebody looks.
	 *
	 * @param number the number
	 */
	record Even(int number) {

		Even {
			if (Strict.strict.get() && number % 2 != 0 && Thread.currentThread().getName().startsWith("durable")) {
				throw new IllegalArgumentException(number + " is odd");
			}
		}

	}

	/**
	 * A bug.
	 */
	static final class IllegalStateOfHandler extends NullPointerException {

		private static final long serialVersionUID = 1L;

	}

	/**
	 * Takes its time for each signal.
	 */
	@Workflow(name = "SignalTests.Slow")
	static class Slow {

		private final List<Integer> numbers = new ArrayList<>();

		private boolean finishing;

		@WorkflowMethod
		public List<Integer> run() {
			Durable.await(() -> this.finishing);
			Durable.await(Durable::allHandlersFinished);
			return this.numbers;
		}

		@SignalMethod
		public void add(int number) {
			Durable.sleep(Duration.ofMillis(100));
			this.numbers.add(number);
		}

		@SignalMethod
		public void finish() {
			this.finishing = true;
		}

	}

}
