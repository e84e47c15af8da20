package dev.durable.engine;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.durable.Durable;
import dev.durable.client.StuckReason;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for code that was changed while a run was open (case 44): the run is stuck, the
 * message has both lists and the first differing place, and the old code goes on.
 */
class NonDeterminismTests {

	private static final WorkflowType ORIGINAL = WorkflowTypes.of(() -> {
		Durable.async(() -> WorkflowTypes.call("A.one"));
		String two = WorkflowTypes.call("A.two");
		Durable.sleep(Duration.ofDays(1));
		return two;
	});

	static List<Map.Entry<String, WorkflowType>> changes() {
		return List.of(Map.entry("command 3 of the turn", WorkflowTypes.of(() -> {
			Durable.async(() -> WorkflowTypes.call("A.one"));
			Durable.async(() -> WorkflowTypes.call("A.extra"));
			return WorkflowTypes.call("A.two");
		})), Map.entry("command 2 of the turn", WorkflowTypes.of(() -> {
			String two = WorkflowTypes.call("A.two");
			Durable.sleep(Duration.ofDays(1));
			return two;
		})), Map.entry("command 1 of the turn", WorkflowTypes.of(() -> {
			Durable.async(() -> WorkflowTypes.call("A.two"));
			return WorkflowTypes.call("A.one");
		})), Map.entry("command 1 of the turn; ", WorkflowTypes.of(() -> {
			Durable.sleep(Duration.ofDays(1));
			return "";
		})), Map.entry("command 1 of the turn", WorkflowTypes.of(() -> Durable.sideEffect(String.class, () -> {
			throw new AssertionError("must not run");
		}))));
	}

	@ParameterizedTest
	@MethodSource("changes")
	@DisplayName("44: an extra, missing, reordered or different command")
	void aChangeIsFoundAndTheOldCodeGoesOn(Map.Entry<String, WorkflowType> change) {
		RunDriver driver = new RunDriver(ORIGINAL);
		driver.start().complete(2, "x");
		assertThatExceptionOfType(StuckException.class).isThrownBy(() -> driver.replay(change.getValue()))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(StuckReason.NON_DETERMINISM))
			.withMessageContaining("DURABLE-1")
			.withMessageContaining("[ActivityScheduled A.two, ActivityScheduled A.one]")
			.withMessageContaining(change.getKey());
		driver.replay().after(Duration.ofDays(1)).fire(5);
		assertThat(driver.result()).isEqualTo("x");
	}

	@Test
	@DisplayName("44: other arguments alone are no difference")
	void otherArgumentsAreNoDifference() {
		RunDriver driver = new RunDriver(WorkflowTypes.of(() -> WorkflowTypes.call("A.a", 1)));
		driver.start().replay(WorkflowTypes.of(() -> WorkflowTypes.call("A.a", 2))).complete(2, "x");
		assertThat(driver.result()).isEqualTo("x");
	}

	@Test
	@DisplayName("44: drift leaves the run stuck where that is wanted")
	void driftMayBeStuck() {
		Environment base = WorkflowTypes.ENVIRONMENT;
		Environment strict = new Environment(base.converter(), base.threads(), base.bugs(), base.blocked(),
				(run, call) -> {
					throw new StuckException(StuckReason.NON_DETERMINISM, "drift of " + call, null);
				});
		RunDriver driver = new RunDriver(WorkflowTypes.of(() -> WorkflowTypes.call("A.a", 1)), strict, false).start();
		assertThatExceptionOfType(StuckException.class)
			.isThrownBy(() -> driver.replay(WorkflowTypes.of(() -> WorkflowTypes.call("A.a", 2))))
			.withMessage("drift of A.a");
		assertThatExceptionOfType(StuckException.class)
			.isThrownBy(() -> driver.replay(TestWorkflow.of((fields, arguments) -> {
				try {
					return WorkflowTypes.call("A.a", 2);
				}
				catch (RuntimeException ex) {
					return "swallowed";
				}
			}).type()))
			.withMessage("drift of A.a");
	}

	@Test
	@DisplayName("44: what fails because of a difference is told as the difference")
	void aDifferenceIsToldRatherThanItsConsequence() {
		RunDriver driver = new RunDriver(WorkflowTypes.of(() -> {
			Durable.async(() -> WorkflowTypes.call("A.a"));
			return WorkflowTypes.call("A.b");
		}));
		driver.start();
		assertThatExceptionOfType(StuckException.class).isThrownBy(() -> driver.replay(WorkflowTypes.of(() -> {
			Durable.async(() -> {
				throw new NullPointerException("consequence");
			});
			Durable.async(() -> Durable.version("c", 1, 1));
			return WorkflowTypes.call("A.other");
		})))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(StuckReason.NON_DETERMINISM))
			.withMessageContaining("ActivityScheduled A.other");
	}

	@Test
	void aRemovedSignalHandlerIsADifference() {
		RunDriver driver = new RunDriver(WorkflowTypes.of(() -> WorkflowTypes.call("A.a"),
				Map.of("gone", WorkflowTypes.code(void.class, (arguments) -> null)), Map.of()));
		driver.start().signal("gone");
		assertThatExceptionOfType(StuckException.class)
			.isThrownBy(() -> driver.replay(WorkflowTypes.of(() -> WorkflowTypes.call("A.a"))))
			.withMessageContaining("signal 'gone'");
	}

	@Test
	void anEndThatDiffersIsADifference() {
		RunDriver driver = new RunDriver(WorkflowTypes.of(() -> "done"));
		driver.start();
		driver.history.add(new dev.durable.history.Recorded(2, RunDriver.START, driver.run.outcome()));
		assertThatExceptionOfType(StuckException.class).isThrownBy(() -> driver.replay(WorkflowTypes.of(() -> {
			throw new IllegalStateException("changed");
		}))).withMessageContaining("the history ends with WorkflowCompleted, the code ends with WorkflowFailed");
	}

}
