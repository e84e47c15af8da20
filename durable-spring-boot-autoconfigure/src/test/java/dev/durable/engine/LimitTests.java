package dev.durable.engine;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import dev.durable.ApplicationFailure;
import dev.durable.Durable;
import dev.durable.Promise;
import dev.durable.client.StuckReason;
import dev.durable.history.UnwritableException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static dev.durable.engine.RunDriver.everyWay;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for what a run may not do: be too long, have too much open, carry too much, or
 * change anything where it may only look.
 */
class LimitTests {

	@Test
	void aHistoryThatIsTooLongIsStuckAndRecordsNothing() {
		Environment environment = WorkflowTypes.environment(new RunLimits(3, 6, 10));
		WorkflowType type = TestWorkflow.of((fields, arguments) -> {
			while (!fields.flag) {
				Durable.sleep(Duration.ofDays(1));
			}
			return "done";
		}).signal("stop", (fields, arguments) -> fields.flag = true).type();
		RunDriver driver = new RunDriver(type, environment, false).start().fire(2).fire(4);
		assertThat(driver.history).hasSize(6);
		assertThatExceptionOfType(StuckException.class).isThrownBy(() -> driver.fire(6))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(StuckReason.HISTORY_LIMIT))
			.withMessageContaining("6 events")
			.withMessageContaining("durable.history.max-events");
		assertThatExceptionOfType(StuckException.class).isThrownBy(() -> driver.replay().fire(6));
		assertThat(driver.history).hasSize(6);
	}

	@Test
	void lettersThatAreLeftDoNotKeepARunOpenThatHasEnded() {
		Environment environment = WorkflowTypes.environment(new RunLimits(1, 1, 10));
		RunDriver driver = new RunDriver(
				TestWorkflow.of((fields, arguments) -> "done").signal("s", (fields, arguments) -> null).type(),
				environment, false)
			.start()
			.signal("s");
		assertThat(driver.result()).isEqualTo("done");
	}

	@Test
	@DisplayName("35: a call beyond what may be open is refused, on replay too")
	void tooMuchOpenIsRefused() {
		Environment environment = WorkflowTypes.environment(new RunLimits(100, 100, 2));
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> {
			Promise<String> first = Durable.async(() -> WorkflowTypes.call("A.a"));
			Durable.async(() -> Durable.sleep(Duration.ofDays(1)));
			Promise<String> third = Durable.async(() -> WorkflowTypes.call("A.b"));
			try {
				third.get();
			}
			catch (ApplicationFailure ex) {
				fields.seen.add(ex.type());
			}
			return first.get() + fields.seen + WorkflowTypes.call("A.c");
		}).type(), environment, (run) -> run.start().complete(2, "x").complete(6, "y"));
		assertThat(driver.commands()).containsExactly("ActivityScheduled A.a", "TimerStarted", "CallRefused A.b",
				"ActivityScheduled A.c");
		assertThat(driver.result()).isEqualTo("x[TooManyPending]y");
	}

	@Test
	@DisplayName("35: attributes and memo values that cannot be stored are refused at the call")
	void notesThatAreTooLargeAreRefused() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> {
			for (Runnable call : List.<Runnable>of(() -> Durable.memo("m", "x".repeat(100_000)),
					() -> Durable.attribute("a", "x".repeat(100_000)))) {
				try {
					call.run();
				}
				catch (ApplicationFailure ex) {
					fields.seen.add(ex.type());
				}
			}
			try {
				Durable.attribute("list", Map.of("not", "searchable"));
			}
			catch (IllegalArgumentException ex) {
				fields.seen.add("refused");
			}
			return fields.seen;
		}), (run) -> run.start());
		String unwritable = UnwritableException.class.getName();
		assertThat(driver.result()).isEqualTo(List.of(unwritable, unwritable, "refused"));
		assertThat(driver.commands()).containsExactly("CallRefused memo m", "CallRefused attribute a");
		assertThat(driver.run.memo()).isEmpty();
	}

	@Test
	@DisplayName("35: a result that cannot be stored fails the run")
	void aResultThatIsTooLargeFails() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> "x".repeat(100_000)), (run) -> run.start());
		assertThat(driver.failure().type()).isEqualTo(UnwritableException.class.getName());
	}

	@Test
	@DisplayName("35: a side effect whose value cannot be stored fails at the call")
	void aSideEffectThatIsTooLargeFails() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> {
			try {
				return Durable.sideEffect(String.class, () -> "x".repeat(100_000));
			}
			catch (ApplicationFailure ex) {
				return ex.type();
			}
		}), (run) -> run.start());
		assertThat(driver.result()).isEqualTo(UnwritableException.class.getName());
	}

	@Test
	@DisplayName("46: a bug in a side effect leaves the run stuck, even if the code swallows it")
	void aBugInASideEffectIsNotSwallowed() {
		AtomicInteger fixed = new AtomicInteger();
		RunDriver driver = new RunDriver(TestWorkflow.of((fields, arguments) -> {
			try {
				return Durable.sideEffect(String.class, () -> {
					if (fixed.get() == 0) {
						throw new NullPointerException("bug");
					}
					return "fixed";
				});
			}
			catch (RuntimeException ex) {
				return "swallowed";
			}
		}).type());
		assertThatExceptionOfType(StuckException.class).isThrownBy(driver::start)
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(StuckReason.WORKFLOW_CODE_ERROR));
		fixed.set(1);
		assertThat(driver.replay().start().result()).isEqualTo("fixed");
	}

	@Test
	@DisplayName("46: a recorded side effect that cannot be read any more leaves the run stuck")
	void anUnreadableSideEffectIsStuck() {
		RunDriver driver = new RunDriver(TestWorkflow
			.of((fields, arguments) -> Durable.sideEffect(String.class, () -> "text") + WorkflowTypes.call("A.a"))
			.type()).start();
		WorkflowType changed = TestWorkflow.of((fields, arguments) -> {
			try {
				return Durable.sideEffect(Integer.class, () -> 1) + WorkflowTypes.call("A.a");
			}
			catch (RuntimeException ex) {
				return "swallowed";
			}
		}).type();
		assertThatExceptionOfType(StuckException.class).isThrownBy(() -> driver.replay(changed))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(StuckReason.UNREADABLE_PAYLOAD));
	}

	@Test
	void aPromiseBelongsToItsRun() {
		Object[] foreign = new Object[1];
		new RunDriver(TestWorkflow.of((fields, arguments) -> {
			foreign[0] = Durable.async(() -> WorkflowTypes.call("A.a"));
			return "";
		}).type()).start();
		RunDriver driver = new RunDriver(TestWorkflow.of((fields, arguments) -> ((Promise<?>) foreign[0]).get()).type())
			.start();
		assertThat(driver.failure().type()).isEqualTo(IllegalStateException.class.getName());
		assertThatIllegalStateException().isThrownBy(() -> ((Promise<?>) foreign[0]).get())
			.withMessageContaining("workflow's own threads");
	}

	@Test
	@DisplayName("a thread that is blocked by other means is reported, and after 10 s its run is stuck")
	void aBlockedThreadIsStuck() {
		AtomicInteger reported = new AtomicInteger();
		Environment base = WorkflowTypes.ENVIRONMENT;
		HeldBranches held = new HeldBranches(base.threads());
		Environment environment = new Environment(base.converter(), held, base.bugs(),
				(run, stack) -> reported.incrementAndGet(), base.drift());
		java.util.concurrent.CountDownLatch never = new java.util.concurrent.CountDownLatch(1);
		RunDriver driver = new RunDriver(TestWorkflow.of((fields, arguments) -> {
			never.await();
			return WorkflowTypes.call("A.a");
		}).type(), environment, false);
		assertThatExceptionOfType(StuckException.class).isThrownBy(driver::start)
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(StuckReason.BLOCKED_THREAD));
		assertThat(reported).hasValue(1);
		assertThat(held.now).as("the code still has the thread").hasSize(1);
		driver.run.unwind();
		assertThat(held.now).hasSize(1);
		never.countDown();
		Awaitility.await().untilAsserted(() -> assertThat(held.now).isEmpty());
	}

	@Test
	@DisplayName("a thread that was held and is given back in time is not held any more")
	void aThreadThatIsGivenBackIsNotHeld() {
		Environment base = WorkflowTypes.ENVIRONMENT;
		HeldBranches held = new HeldBranches(base.threads());
		Environment environment = new Environment(base.converter(), held, base.bugs(), base.blocked(), base.drift());
		RunDriver driver = new RunDriver(TestWorkflow.of((fields, arguments) -> {
			Awaitility.await().until(() -> !held.now.isEmpty());
			return WorkflowTypes.call("A.a");
		}).type(), environment, false).start();
		assertThat(held.seen).singleElement().asString().contains("main-1");
		assertThat(held.now).isEmpty();
		driver.run.unwind();
	}

	/** Notes which branches hold their threads. */
	private static final class HeldBranches implements BranchThreads {

		private final BranchThreads threads;

		private final List<String> seen = new CopyOnWriteArrayList<>();

		private final Set<String> now = ConcurrentHashMap.newKeySet();

		HeldBranches(BranchThreads threads) {
			this.threads = threads;
		}

		@Override
		public void start(String name, Runnable body) {
			this.threads.start(name, body);
		}

		@Override
		public Runnable held(RunIdentity run, String branch, Thread thread) {
			this.seen.add(branch);
			this.now.add(branch);
			return () -> this.now.remove(branch);
		}

	}

}
