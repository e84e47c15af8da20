package dev.durable.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import dev.durable.ActivityFailure;
import dev.durable.ApplicationFailure;
import dev.durable.Durable;
import dev.durable.DurableLock;
import dev.durable.Promise;
import dev.durable.ReadOnlyViolation;
import dev.durable.Saga;
import dev.durable.client.StuckReason;
import dev.durable.history.ActivitySettings;
import dev.durable.history.FailureInfo;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for turns: what the code of a run asks for, live and on replay. The number in a
 * display name is the case of the semantics it shows.
 */
class RunTests {

	@Test
	void anActivityIsOneCommandAndItsResultEndsTheWait() {
		RunDriver driver = new RunDriver(WorkflowTypes.of(() -> WorkflowTypes.call("A.a") + WorkflowTypes.call("A.b")));
		driver.start().complete(2, "x").complete(4, "y");
		assertThat(driver.commands()).containsExactly("ActivityScheduled A.a", "ActivityScheduled A.b");
		assertThat(driver.result()).isEqualTo("xy");
	}

	@Test
	void aRunThatLeftMemoryGoesOnWhereItWas() {
		RunDriver driver = new RunDriver(WorkflowTypes.of(() -> WorkflowTypes.call("A.a") + WorkflowTypes.call("A.b")));
		driver.start().replay().complete(2, "x").replay().complete(4, "y").replay();
		assertThat(driver.result()).isEqualTo("xy");
		assertThat(driver.history).hasSize(5);
	}

	@Test
	void theCodeOfAnEventThatWasStoredAloneRunsOnReplay() {
		RunDriver driver = new RunDriver(WorkflowTypes.of(() -> WorkflowTypes.call("A.a")));
		driver.start();
		driver.history.remove(1);
		driver.replay();
		assertThat(driver.commands()).containsExactly("ActivityScheduled A.a");
	}

	@Test
	void sleepingForNoTimeIsNoEvent() {
		RunDriver driver = new RunDriver(WorkflowTypes.of(() -> {
			Durable.sleep(Duration.ZERO);
			Durable.sleep(Duration.ofSeconds(-1));
			return "done";
		}));
		assertThat(driver.start().commands()).isEmpty();
		assertThat(driver.result()).isEqualTo("done");
	}

	@Test
	@DisplayName("18: await of what holds already is true without a timer")
	void awaitOfWhatHoldsIsNoEvent() {
		RunDriver driver = new RunDriver(WorkflowTypes.of(() -> Durable.await(Duration.ofDays(1), () -> true)));
		assertThat(driver.start().commands()).isEmpty();
		assertThat(driver.result()).isEqualTo(true);
	}

	@Test
	@DisplayName("18: a condition that holds later cancels the timer")
	void awaitThatIsMetCancelsItsTimer() {
		AtomicInteger state = new AtomicInteger();
		RunDriver driver = new RunDriver(WorkflowTypes
			.of(() -> Durable.await(Duration.ofDays(1), () -> state.get() > 0), signals(state), Map.of()));
		driver.start().signal("add", 1);
		assertThat(driver.commands()).containsExactly("TimerStarted", "TimerCancelled timer 2");
		assertThat(driver.result()).isEqualTo(true);
	}

	@Test
	@DisplayName("18: when the time is up, await is false")
	void awaitWhoseTimeIsUpIsFalse() {
		RunDriver driver = new RunDriver(WorkflowTypes.of(() -> Durable.await(Duration.ofDays(1), () -> false)));
		driver.start().after(Duration.ofDays(1)).fire(2).replay();
		assertThat(driver.commands()).containsExactly("TimerStarted");
		assertThat(driver.result()).isEqualTo(false);
	}

	@Test
	@DisplayName("19: of two timers the first decides, the other keeps nothing open")
	void anyIsDecidedByTheFirst() {
		RunDriver driver = new RunDriver(WorkflowTypes.of(() -> {
			Promise<String> slow = Durable.async(() -> sleepThen(20, "slow"));
			Promise<String> quick = Durable.async(() -> sleepThen(10, "quick"));
			return Durable.any(List.of(slow, quick)).get();
		}));
		driver.start().fire(3).replay();
		assertThat(driver.result()).isEqualTo("quick");
	}

	@Test
	@DisplayName("20: all gives the results in the order of its arguments, whichever came first")
	void allKeepsTheOrder() {
		RunDriver driver = new RunDriver(WorkflowTypes.of(() -> {
			List<Promise<String>> calls = new ArrayList<>();
			for (int i = 0; i < 10; i++) {
				int number = i;
				calls.add(Durable.async(() -> WorkflowTypes.call("A.a", number)));
			}
			return Durable.all(calls).get();
		}));
		driver.start();
		assertThat(driver.commands()).hasSize(10);
		for (int i = 11; i > 1; i--) {
			driver.complete(i, "r" + i).replay();
		}
		assertThat(driver.result()).isEqualTo(List.of("r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11"));
	}

	@Test
	@DisplayName("20: the first failure fails all")
	void allFailsWithTheFirstFailure() {
		RunDriver driver = new RunDriver(WorkflowTypes.of(() -> {
			Promise<String> one = Durable.async(() -> WorkflowTypes.call("A.a"));
			Promise<String> two = Durable.async(() -> WorkflowTypes.call("A.b"));
			return Durable.all(List.of(one, two)).get();
		}));
		driver.start().fail(3, FailureInfo.application("Broken", "two")).replay();
		assertThat(driver.failure().cause().message()).isEqualTo("two");
	}

	@Test
	@DisplayName("20a: a branch runs to its first block even if the main method returns")
	void aBranchRunsToItsFirstBlock() {
		RunDriver driver = new RunDriver(WorkflowTypes.of(() -> {
			Durable.async(() -> WorkflowTypes.call("A.a"));
			return "done";
		}));
		assertThat(driver.start().commands()).containsExactly("ActivityScheduled A.a");
		assertThat(driver.result()).isEqualTo("done");
	}

	@Test
	@DisplayName("20a: any of nothing is refused; a failed branch that nobody reads is harmless")
	void anyOfNothingIsRefused() {
		RunDriver driver = new RunDriver(WorkflowTypes.of(() -> {
			Durable.async(() -> {
				throw new IllegalStateException("nobody reads this");
			});
			try {
				return Durable.any(List.of()).get();
			}
			catch (IllegalArgumentException ex) {
				return "refused";
			}
		}));
		assertThat(driver.start().result()).isEqualTo("refused");
	}

	@Test
	@DisplayName("46: a side effect runs once and is recorded, its exception too")
	void aSideEffectRunsOnce() {
		AtomicInteger runs = new AtomicInteger();
		RunDriver driver = new RunDriver(WorkflowTypes.of(() -> {
			int value = Durable.sideEffect(Integer.class, runs::incrementAndGet);
			String failure = "";
			try {
				Durable.sideEffect(String.class, () -> {
					runs.incrementAndGet();
					throw new IllegalStateException("no");
				});
			}
			catch (ApplicationFailure ex) {
				failure = ex.type() + ": " + ex.getMessage();
			}
			return WorkflowTypes.call("A.a") + value + failure;
		}));
		driver.start().replay().complete(4, "x").replay();
		assertThat(driver.result()).isEqualTo("x1java.lang.IllegalStateException: no");
		assertThat(runs).hasValue(2);
	}

	@Test
	@DisplayName("47: time and randomness are equal on replay")
	void randomnessIsReplayed() {
		List<Object> drawn = new ArrayList<>();
		RunDriver driver = new RunDriver(WorkflowTypes.of(() -> {
			UUID uuid = Durable.randomUuid();
			drawn.add(List.of(uuid, Durable.random().nextInt(), Durable.now()));
			return WorkflowTypes.call("A.a", uuid);
		}));
		driver.start().replay();
		assertThat(drawn).hasSize(2);
		assertThat(drawn.get(0)).isEqualTo(drawn.get(1));
	}

	@Test
	@DisplayName("11: a query may look, and is refused whatever would be recorded")
	void aQueryIsReadOnly() throws Throwable {
		AtomicInteger state = new AtomicInteger(7);
		RunDriver driver = new RunDriver(WorkflowTypes.of(() -> WorkflowTypes.call("A.a"), Map.of(),
				Map.of("state", WorkflowTypes.code(int.class, (arguments) -> state.get() + Durable.now().getNano()),
						"calls", WorkflowTypes.code(String.class, (arguments) -> WorkflowTypes.call("A.b")))));
		driver.start();
		assertThat(WorkflowTypes.CONVERTER.read(driver.query("state"), int.class)).isEqualTo(7);
		assertThatExceptionOfType(ReadOnlyViolation.class).isThrownBy(() -> driver.query("calls"));
		driver.complete(2, "x");
		assertThat(driver.result()).isEqualTo("x");
		assertThat(driver.commands()).hasSize(1);
	}

	@Test
	@DisplayName("11: a condition that calls an activity is a bug of the workflow")
	void aConditionIsReadOnly() {
		RunDriver driver = new RunDriver(WorkflowTypes.of(() -> {
			Durable.await(() -> WorkflowTypes.call("A.a").isEmpty());
			return "";
		}));
		assertThatExceptionOfType(StuckException.class).isThrownBy(driver::start)
			.satisfies((ex) -> assertThat(ex.getCause()).isInstanceOf(ReadOnlyViolation.class));
	}

	@Test
	@DisplayName("1: signals are handled in order, each once")
	void signalsAreHandledInOrder() {
		List<Integer> seen = new ArrayList<>();
		RunDriver driver = new RunDriver(WorkflowTypes.of(() -> {
			seen.clear();
			Durable.await(() -> seen.size() == 3);
			return seen;
		}, Map.of("see",
				WorkflowTypes.code(void.class, (arguments) -> seen.add((Integer) arguments[0]), Integer.class)),
				Map.of()));
		driver.start().signal("see", 1).signal("see", 2).replay().signal("see", 3);
		assertThat(driver.result()).isEqualTo(List.of(1, 2, 3));
	}

	@Test
	@DisplayName("5: what a signal handler throws fails the run")
	void aHandlersExceptionFailsTheRun() {
		RunDriver driver = new RunDriver(WorkflowTypes.of(() -> WorkflowTypes.call("A.a"),
				Map.of("break", WorkflowTypes.code(void.class, (arguments) -> {
					throw new ApplicationFailure("Refused", "by the handler");
				})), Map.of()));
		driver.start().signal("break");
		assertThat(driver.failure().type()).isEqualTo("Refused");
	}

	@Test
	@DisplayName("43: bugs leave the run stuck and record nothing")
	void bugsLeaveTheRunStuck() {
		RunDriver driver = new RunDriver(WorkflowTypes.of(() -> {
			String text = WorkflowTypes.call("A.a");
			return text.substring(10);
		}));
		driver.start();
		assertThatExceptionOfType(StuckException.class).isThrownBy(() -> driver.complete(2, "short"))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(StuckReason.WORKFLOW_CODE_ERROR))
			.withMessageContaining("DURABLE-2")
			.withMessageContaining("StringIndexOutOfBounds");
		assertThat(driver.history).hasSize(2);
	}

	@Test
	void codeThatIsUnwoundIssuesNoCommand() {
		List<String> passed = new ArrayList<>();
		RunDriver driver = new RunDriver(WorkflowTypes.of(() -> {
			try {
				return WorkflowTypes.call("A.a");
			}
			catch (Throwable ex) {
				passed.add("catch");
				return WorkflowTypes.call("A.undo");
			}
			finally {
				passed.add("finally");
				WorkflowTypes.call("A.finally");
			}
		}));
		driver.start();
		driver.run.unwind();
		assertThat(passed).containsExactly("catch", "finally");
		assertThat(driver.commands()).containsExactly("ActivityScheduled A.a");
	}

	@Test
	void nestedCleanUpIsNoRefusalToBeUnwound() throws InterruptedException {
		Environment base = WorkflowTypes.ENVIRONMENT;
		AtomicInteger blocked = new AtomicInteger();
		CountDownLatch ended = new CountDownLatch(1);
		BranchThreads threads = (name, body) -> base.threads().start(name, () -> {
			body.run();
			ended.countDown();
		});
		Environment environment = new Environment(base.converter(), threads, base.bugs(),
				(run, stack) -> blocked.incrementAndGet(), base.drift());
		RunDriver driver = new RunDriver(WorkflowTypes.of(() -> {
			List<DurableLock> locks = Stream.generate(Durable::lock).limit(5).toList();
			return locked(locks, () -> WorkflowTypes.call("A.a"));
		}), environment, false).start();
		driver.run.unwind();
		assertThat(ended.await(10, TimeUnit.SECONDS)).as("the thread has ended").isTrue();
		assertThat(blocked).hasValue(0);
	}

	private static Object locked(List<DurableLock> locks, WorkflowTypes.Code code) throws Exception {
		if (locks.isEmpty()) {
			return code.run();
		}
		DurableLock lock = locks.get(0);
		lock.lock();
		try {
			return locked(locks.subList(1, locks.size()), code);
		}
		finally {
			lock.unlock();
		}
	}

	@Test
	void codeThatRefusesToBeUnwoundIsParkedAndTold() {
		Environment base = WorkflowTypes.ENVIRONMENT;
		AtomicInteger blocked = new AtomicInteger();
		Environment environment = new Environment(base.converter(), base.threads(), base.bugs(),
				(run, stack) -> blocked.incrementAndGet(), base.drift());
		RunDriver driver = new RunDriver(WorkflowTypes.of(() -> {
			while (true) {
				try {
					WorkflowTypes.call("A.a");
				}
				catch (Throwable ex) {
					// tries again
				}
			}
		}), environment, false).start();
		driver.run.unwind();
		assertThat(blocked).hasValue(1);
	}

	@Test
	void aSagaIsNotUndoneWhenItsRunLeavesMemory() {
		RunDriver driver = new RunDriver(WorkflowTypes.of(() -> Saga.run((saga) -> {
			saga.compensate(() -> WorkflowTypes.call("A.undo"));
			return WorkflowTypes.call("A.a");
		})));
		driver.start().replay().complete(2, "x");
		assertThat(driver.commands()).containsExactly("ActivityScheduled A.a");
		assertThat(driver.result()).isEqualTo("x");
	}

	@Test
	@DisplayName("42: an Error that is set to be no bug fails the run, so what was done is undone")
	void aSagaIsUndoneByAnErrorThatIsNoBug() {
		Environment base = WorkflowTypes.ENVIRONMENT;
		Environment environment = new Environment(base.converter(), base.threads(),
				IllegalStateException.class::isInstance, base.blocked(), base.drift());
		WorkflowType type = WorkflowTypes.of(() -> Saga.run((saga) -> {
			saga.compensate(() -> WorkflowTypes.call("A.undo"));
			WorkflowTypes.call("A.a");
			throw new AssertionError("no bug");
		}));
		RunDriver driver = new RunDriver(type, environment, false).start().replay().complete(2, "x");
		assertThat(driver.lastCommands()).containsExactly("ActivityScheduled A.undo");
		driver.replay().complete(4, "undone");
		assertThat(driver.failure().type()).isEqualTo(AssertionError.class.getName());
	}

	@Test
	@DisplayName("34: a declared exception is caught by its own type, live and on replay")
	void aDeclaredExceptionIsTyped() {
		ActivityType charge = new ActivityType("A.charge", String.class, List.of(Declined.class),
				ActivitySettings.DEFAULTS);
		RunDriver driver = new RunDriver(WorkflowTypes.of(() -> {
			try {
				return WorkflowTypes.call(charge);
			}
			catch (Exception ex) {
				boolean typed = ex instanceof Declined && ex.getCause() instanceof ActivityFailure;
				return WorkflowTypes.call("A.after", typed + " " + ex.getMessage());
			}
		}));
		FailureInfo declined = FailureInfo.application(Declined.class.getName(), "no money")
			.withDeclared(Declined.class.getName());
		driver.start().fail(2, declined).replay().complete(4, "x");
		assertThat(driver.result()).isEqualTo("x");
		assertThat(WorkflowTypes.CONVERTER.readArguments(
				((dev.durable.history.Command.ActivityScheduled) driver.history.get(3).event()).arguments(),
				new Class<?>[] { String.class }))
			.containsExactly("true no money");
	}

	@Test
	@DisplayName("35: what cannot be stored is refused at the call, on replay too")
	void argumentsThatAreTooLargeAreRefused() {
		RunDriver driver = new RunDriver(WorkflowTypes.of(() -> {
			try {
				return WorkflowTypes.call("A.a", "x".repeat(100_000));
			}
			catch (ApplicationFailure ex) {
				return WorkflowTypes.call("A.small");
			}
		}));
		driver.start().replay().complete(3, "x");
		assertThat(driver.commands()).containsExactly("CallRefused A.a", "ActivityScheduled A.small");
		assertThat(driver.result()).isEqualTo("x");
	}

	@Test
	void timeNeverDecreasesWithinAHistory() {
		RunDriver driver = new RunDriver(WorkflowTypes.of(() -> WorkflowTypes.call("A.a") + WorkflowTypes.call("A.b")));
		driver.start().after(Duration.ofSeconds(-5)).complete(2, "x");
		assertThat(driver.history.get(2).recordedAt()).isEqualTo(RunDriver.START);
	}

	@Test
	void aThreadOfTheUsersOwnIsToldToUseABranch() {
		List<String> told = new ArrayList<>();
		RunDriver driver = new RunDriver(WorkflowTypes.of(() -> {
			Thread thread = new Thread(() -> {
				try {
					Durable.now();
				}
				catch (IllegalStateException ex) {
					told.add(ex.getMessage());
				}
			});
			thread.start();
			thread.join();
			return "done";
		}));
		driver.start();
		assertThat(told).singleElement().asString().contains("Durable.async");
	}

	private static String sleepThen(int seconds, String value) {
		Durable.sleep(Duration.ofSeconds(seconds));
		return value;
	}

	private static Map<String, Invocable> signals(AtomicInteger state) {
		return Map.of("add",
				WorkflowTypes.code(void.class, (arguments) -> state.addAndGet((Integer) arguments[0]), Integer.class));
	}

	/**
	 * Declared by an activity.
	 */
	static final class Declined extends Exception {

		Declined(String message, Throwable cause) {
			super(message, cause);
		}

	}

}
