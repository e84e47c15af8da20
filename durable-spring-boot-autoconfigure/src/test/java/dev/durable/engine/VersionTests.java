package dev.durable.engine;

import java.util.List;

import dev.durable.Durable;
import dev.durable.client.StuckReason;
import dev.durable.history.Command;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static dev.durable.engine.RunDriver.everyWay;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for versions (case 45): which one holds, in runs that were open when the code was
 * changed too.
 */
class VersionTests {

	private static final TestWorkflow OLD = TestWorkflow
		.of((fields, arguments) -> WorkflowTypes.call("A.one") + WorkflowTypes.call("A.two"));

	@Test
	@DisplayName("45: a new run takes the latest version, once")
	void aNewRunTakesTheLatest() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> Durable.version("c", 1, 3)
				+ WorkflowTypes.call("A.a") + Durable.version("c", 1, 3) + Durable.patched("p")),
				(run) -> run.start().complete(3, "-"));
		assertThat(driver.commands()).containsExactly("VersionMarked c", "ActivityScheduled A.a", "VersionMarked p");
		assertThat(driver.result()).isEqualTo("3-3true");
		assertThat(driver.command(2, Command.VersionMarked.class).version()).isEqualTo(3);
	}

	@Test
	@DisplayName("45: a run that was past the change gets the default version, for good")
	void aRunThatWasPastGetsTheDefault() {
		RunDriver driver = new RunDriver(OLD.type()).start().complete(2, "x");
		WorkflowType changed = TestWorkflow.of((fields, arguments) -> {
			String name = Durable.patched("c") ? "A.new" : "A.one";
			String result = WorkflowTypes.call(name) + WorkflowTypes.call("A.two");
			return result + Durable.version("c", Durable.DEFAULT_VERSION, 1) + Durable.version("d", 1, 2);
		}).type();
		driver.replay(changed).complete(4, "y");
		assertThat(driver.result()).isEqualTo("xy-12");
		assertThat(driver.lastCommands()).containsExactly("VersionMarked d");
		driver.replay(changed);
		assertThat(driver.result()).isEqualTo("xy-12");
	}

	@Test
	@DisplayName("45: a run that has not come to the change takes the latest version")
	void aRunThatHasNotComeThereTakesTheLatest() {
		RunDriver driver = new RunDriver(OLD.type()).start();
		WorkflowType changed = TestWorkflow
			.of((fields, arguments) -> WorkflowTypes.call("A.one")
					+ (Durable.patched("c") ? WorkflowTypes.call("A.new") : WorkflowTypes.call("A.two")))
			.type();
		driver.replay(changed).complete(2, "x").replay(changed).complete(5, "y");
		assertThat(driver.commands()).containsExactly("ActivityScheduled A.one", "VersionMarked c",
				"ActivityScheduled A.new");
		assertThat(driver.result()).isEqualTo("xy");
	}

	@Test
	@DisplayName("45: removed calls are tolerated, wherever their mark stands")
	void removedCallsAreTolerated() {
		WorkflowType marked = TestWorkflow.of((fields, arguments) -> {
			Durable.version("a", 1, 1);
			Durable.version("b", 1, 1);
			String result = WorkflowTypes.call("A.one");
			Durable.version("c", 1, 1);
			return result + WorkflowTypes.call("A.two") + Durable.version("d", 1, 1);
		}).type();
		RunDriver driver = new RunDriver(marked).start().complete(4, "x").complete(7, "y");
		assertThat(driver.commands()).hasSize(6);
		for (TestWorkflow without : List.of(OLD, TestWorkflow.of((fields, arguments) -> Durable.version("b", 1, 2)
				+ WorkflowTypes.call("A.one") + WorkflowTypes.call("A.two")), TestWorkflow.of((fields, arguments) -> {
					int second = Durable.version("b", 1, 1);
					int first = Durable.version("a", 0, 1);
					return WorkflowTypes.call("A.one") + Durable.version("c", 1, 4) + WorkflowTypes.call("A.two")
							+ first + second;
				}), TestWorkflow.of((fields, arguments) -> WorkflowTypes.call("A.one") + Durable.version("a", 1, 1)
						+ WorkflowTypes.call("A.two")))) {
			driver.replay(without.type());
			assertThat(driver.run.outcome()).isNotNull();
			assertThat(driver.run.length()).isEqualTo(driver.history.size());
		}
	}

	@Test
	@DisplayName("45: a build that came before the one that has chosen a version does not go on without asking for it")
	void anOlderBuildMustAsk() {
		TestWorkflow two = TestWorkflow
			.of((fields, arguments) -> Durable.version("b", 1, 1) + WorkflowTypes.call("A.one"));
		TestWorkflow none = TestWorkflow.of((fields, arguments) -> WorkflowTypes.call("A.one"));
		assertLeft(TestWorkflow.of((fields, arguments) -> Durable.version("a", 1, 1) + WorkflowTypes.call("A.one")),
				none);
		assertLeft(TestWorkflow.of((fields, arguments) -> WorkflowTypes.call("A.one") + Durable.version("a", 1, 1)),
				none);
		assertLeft(TestWorkflow.of((fields, arguments) -> Durable.version("a", 1, 1) + Durable.version("b", 1, 1)
				+ WorkflowTypes.call("A.one")), two);
		assertLeft(TestWorkflow.of((fields, arguments) -> Durable.version("b", 1, 1) + Durable.version("a", 1, 1)
				+ WorkflowTypes.call("A.one")), two);
	}

	private static void assertLeft(TestWorkflow marked, TestWorkflow without) {
		TwoBuilds builds = new TwoBuilds();
		RunDriver driver = new RunDriver(marked.type(), WorkflowTypes.environment(builds), false).start();
		driver.complete(1 + driver.commands().size(), "x");
		assertThat(driver.run.outcome()).isNotNull();
		for (String tolerant : List.of("new", "newest")) {
			builds.current = tolerant;
			driver.replay(without.type());
			assertThat(driver.run.outcome()).isNotNull();
		}
		builds.current = "old";
		driver.replay(marked.type());
		assertThatExceptionOfType(StuckException.class).isThrownBy(() -> driver.replay(without.type()))
			.withMessageContaining("version 1 of change 'a'")
			.withMessageContaining("chosen by build new")
			.withMessageContaining("came after build old")
			.satisfies((stuck) -> assertThat(stuck.reason()).isEqualTo(StuckReason.NON_DETERMINISM));
	}

	@Test
	void positionsCountTheMarksThatArePassed() {
		RunDriver driver = new RunDriver(TestWorkflow.of((fields, arguments) -> {
			Durable.version("a", 1, 1);
			return WorkflowTypes.call("A.one") + WorkflowTypes.call("A.two");
		}).type()).start();
		driver.replay(OLD.type());
		assertThat(driver.run.isOpenActivity(3)).isTrue();
		driver.complete(3, "x").replay(OLD.type()).complete(5, "y");
		assertThat(driver.result()).isEqualTo("xy");
	}

	@Test
	@DisplayName("45: a version that the code no longer knows leaves the run stuck, and the range is named")
	void outOfRangeIsStuck() {
		RunDriver driver = new RunDriver(
				TestWorkflow.of((fields, arguments) -> Durable.version("c", 1, 1) + WorkflowTypes.call("A.a")).type())
			.start();
		assertStuck(driver,
				TestWorkflow.of((fields, arguments) -> Durable.version("c", 2, 4) + WorkflowTypes.call("A.a")),
				"version 1 of change 'c'", "versions 2 to 4");
		RunDriver past = new RunDriver(OLD.type()).start();
		assertStuck(past,
				TestWorkflow.of((fields, arguments) -> Durable.version("c", 1, 4) + WorkflowTypes.call("A.one")),
				"version -1 of change 'c'", "versions 1 to 4");
	}

	@Test
	@DisplayName("45: a version that is asked for before its mark leaves the run stuck")
	void askedBeforeItsMarkIsStuck() {
		RunDriver driver = new RunDriver(TestWorkflow.of((fields, arguments) -> {
			String result = WorkflowTypes.call("A.one");
			return result + Durable.version("c", 1, 1) + WorkflowTypes.call("A.two");
		}).type()).start().complete(2, "x");
		TestWorkflow early = TestWorkflow.of((fields, arguments) -> {
			try {
				int version = Durable.version("c", 1, 1);
				return WorkflowTypes.call("A.one") + version + WorkflowTypes.call("A.two");
			}
			catch (RuntimeException ex) {
				return "swallowed";
			}
		});
		assertStuck(driver, early, "before its mark, which is event 4", "versions 1 to 1");
		assertThat(driver.replay().complete(5, "y").result()).isEqualTo("x1y");
	}

	@Test
	@DisplayName("45: in the turn that was stored without commands the call is new")
	void anOpenTurnMarks() {
		RunDriver driver = new RunDriver(TestWorkflow.of((fields, arguments) -> Durable.version("c", 1, 2)).type());
		driver.start();
		driver.history.remove(1);
		driver.replay();
		assertThat(driver.commands()).containsExactly("VersionMarked c");
		assertThat(driver.result()).isEqualTo(2);
	}

	@Test
	@DisplayName("45: branches and handlers share the version")
	void branchesShareTheVersion() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> {
			Durable.async(() -> fields.seen.add(WorkflowTypes.call("A.a") + Durable.version("c", 1, 2)));
			Durable.await(() -> fields.seen.size() == 2);
			return fields.seen;
		}).signal("s", (fields, arguments) -> fields.seen.add("s" + Durable.version("c", 1, 2))),
				(run) -> run.start().signal("s").complete(2, "a"));
		assertThat(driver.result()).isEqualTo(List.of("s2", "a2"));
		assertThat(driver.commands()).containsExactly("ActivityScheduled A.a", "VersionMarked c");
	}

	private static void assertStuck(RunDriver driver, TestWorkflow changed, String... texts) {
		assertThatExceptionOfType(StuckException.class).isThrownBy(() -> driver.replay(changed.type()))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(StuckReason.NON_DETERMINISM))
			.satisfies((ex) -> assertThat(ex.getMessage()).contains(texts));
	}

	private static final class TwoBuilds implements Builds {

		private String current = "new";

		@Override
		public String current() {
			return this.current;
		}

		@Override
		public boolean cameAfter(String other) {
			return this.current.equals("old") && other.equals("new");
		}

	}

}
