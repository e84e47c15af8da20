package dev.durable.faults.verdict;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherExecutionRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LastingVerdict}: a test is run, and what has failed of it is run again
 * in the way of Surefire, by unique ids.
 */
class LastingVerdictTests {

	private static final AssertionError BROKEN = new AssertionError("lost");

	@Test
	void brokenPromiseIsNotTriedAgain() {
		Failure first = onlyFailure(run(Judge.class, () -> {
			throw BROKEN;
		}));
		assertThat(first.cause()).isSameAs(BROKEN);
		Judge.calls = 0;
		Failure second = onlyFailure(runAgain(first));
		assertThat(second.test()).isEqualTo(first.test());
		assertThat(second.cause()).isInstanceOf(AssertionError.class).hasCause(BROKEN);
		assertThat(Judge.calls).isZero();
		assertThat(onlyFailure(runAgain(second)).cause()).as("nor once more").hasCause(BROKEN);
	}

	@Test
	void onlyTheInvocationThatHasFailedIsNotTriedAgain() {
		Failure first = onlyFailure(run(JudgeOfSeveral.class, () -> {
			throw BROKEN;
		}));
		assertThat(onlyFailure(runAgain(first)).cause()).hasCause(BROKEN);
		Failure second = onlyFailure(run(JudgeOfSeveral.class, () -> {
		}));
		assertThat(second.test()).isEqualTo(first.test());
	}

	@Test
	void whatWasWaitedForInVainIsTriedAgain() {
		Failure first = onlyFailure(run(JudgeInTime.class, () -> {
			throw new TimeoutException();
		}));
		assertThat(runAgain(first)).isEmpty();
		Failure second = onlyFailure(run(JudgeInTime.class,
				() -> Awaitility.await()
					.pollDelay(Duration.ZERO)
					.atMost(Duration.ofMillis(20))
					.pollInterval(Duration.ofMillis(5))
					.untilAsserted(() -> assertThat(1).isEqualTo(2))));
		assertThat(second.cause()).isInstanceOf(ConditionTimeoutException.class);
		assertThat(runAgain(second)).isEmpty();
	}

	@Test
	void whatCouldNotBeStartedIsTriedAgain() {
		JudgeThatStarts.forAll = () -> {
			throw BROKEN;
		};
		Failure first = onlyFailure(run(JudgeThatStarts.class, () -> {
		}));
		JudgeThatStarts.forAll = () -> {
		};
		assertThat(runAgain(first)).isEmpty();
		JudgeThatStarts.forEach = () -> {
			throw BROKEN;
		};
		Failure second = onlyFailure(run(JudgeThatStarts.class, () -> {
		}));
		JudgeThatStarts.forEach = () -> {
		};
		assertThat(runAgain(second)).isEmpty();
	}

	private static List<Failure> run(Class<?> test, ThrowingRunnable body) {
		Judge.body = body;
		return run(DiscoverySelectors.selectClass(test));
	}

	private static List<Failure> runAgain(Failure failure) {
		Judge.body = () -> {
		};
		return run(DiscoverySelectors.selectUniqueId(failure.test()));
	}

	private static List<Failure> run(DiscoverySelector selector) {
		Failures failures = new Failures();
		LauncherFactory.create()
			.execute(LauncherExecutionRequestBuilder
				.request(LauncherDiscoveryRequestBuilder.request().selectors(selector).build())
				.listeners(failures)
				.build());
		return failures.all;
	}

	private static Failure onlyFailure(List<Failure> failures) {
		assertThat(failures).hasSize(1);
		return failures.get(0);
	}

	/**
	 * What has failed.
	 *
	 * @param test its unique id
	 * @param cause why
	 */
	private record Failure(String test, Throwable cause) {
	}

	private static final class Failures implements TestExecutionListener {

		private final List<Failure> all = new ArrayList<>();

		@Override
		public void executionFinished(TestIdentifier test, TestExecutionResult result) {
			Optional<Throwable> cause = result.getThrowable();
			cause.ifPresent((failure) -> this.all.add(new Failure(test.getUniqueId(), failure)));
		}

	}

	@ExtendWith(LastingVerdict.class)
	static class Judge {

		private static ThrowingRunnable body;

		private static int calls;

		@Test
		void judge() throws Throwable {
			calls++;
			body.run();
		}

	}

	static class JudgeInTime extends Judge {

	}

	static class JudgeThatStarts extends Judge {

		private static ThrowingRunnable forAll;

		private static ThrowingRunnable forEach = () -> {
		};

		@BeforeAll
		static void start() throws Throwable {
			forAll.run();
		}

		@BeforeEach
		void begin() throws Throwable {
			forEach.run();
		}

	}

	@ExtendWith(LastingVerdict.class)
	static class JudgeOfSeveral {

		@ParameterizedTest
		@ValueSource(booleans = { true, false })
		void judge(boolean bad) throws Throwable {
			if (bad) {
				Judge.body.run();
			}
		}

	}

}
