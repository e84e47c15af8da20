package dev.durable.proxy;

import java.time.Duration;
import java.util.List;

import dev.durable.Activity;
import dev.durable.ActivityMethod;
import dev.durable.Retry;
import dev.durable.SignalMethod;
import dev.durable.UpdateMethod;
import dev.durable.UpdateValidator;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.engine.WorkflowType;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for updates and their validators, and for times, retry and queues of annotations.
 */
class WorkflowDefinitionTests {

	@Test
	void updatesAndValidatorsAreFound() throws Throwable {
		try (var context = DurableDefinitionsTests.context(Updates.class)) {
			DurableDefinitions definitions = context.getBean(DurableDefinitions.class);
			WorkflowType type = definitions.registry().workflows().get("Updates");
			assertThat(type.updates()).containsOnlyKeys("resize", "rename");
			assertThat(type.validators()).containsOnlyKeys("resize");
			assertThat(type.updates().get("resize").parameterTypes()).containsExactly(int.class);
			type.validators().get("resize").invoke(new Updates(), new Object[] { 1 });
			WorkflowDefinition definition = definitions.workflow(Updates.class);
			assertThat(definition.role(Updates.class.getDeclaredMethod("size", int.class)))
				.isEqualTo(new WorkflowDefinition.Role(WorkflowDefinition.Kind.UPDATE, "resize",
						Updates.class.getDeclaredMethod("size", int.class)));
		}
	}

	@Test
	void validatorsBelongToOneUpdate() {
		DurableDefinitionsTests.problems(WrongValidators.class)
			.hasSize(6)
			.anyMatch((problem) -> problem.contains(
					"nowhere(int) is the @UpdateValidator of 'none', and the updates are" + " both, one, three, two"))
			.anyMatch((problem) -> problem
				.contains("text(String) is the @UpdateValidator of 'one' and has other" + " parameters than one(int)"))
			.anyMatch((problem) -> problem.contains("is the @UpdateValidator of 'two', as is"))
			.anyMatch((problem) -> problem.contains("shared() is static"))
			.anyMatch((problem) -> problem.contains("shared() is a @UpdateValidator and returns a boolean"))
			.anyMatch((problem) -> problem.contains("both() has two of"));
	}

	@Test
	void timesAndRetryAreResolved() {
		try (var context = DurableDefinitionsTests.context(Timed.class, Updates.class)) {
			DurableDefinitions definitions = context.getBean(DurableDefinitions.class);
			StartDefaults timed = definitions.workflow(Timed.class).defaults();
			assertThat(timed.executionTimeout()).isEqualTo(Duration.ofSeconds(3));
			assertThat(timed.runTimeout()).isEqualTo(Duration.ofMinutes(2));
			assertThat(timed.queue()).isEqualTo("slow");
			assertThat(timed.retry().maximumAttempts()).isZero();
			assertThat(timed.retry().initialInterval()).isEqualTo(Duration.ofSeconds(3));
			assertThat(timed.retry().nonRetryable()).isEqualTo(List.of(IllegalStateException.class.getName()));
			assertThat(definitions.workflow(Updates.class).defaults()).isEqualTo(StartDefaults.NONE);
		}
	}

	@Test
	void timesAndRetryAreChecked() {
		DurableDefinitionsTests.problems(WrongTimes.class)
			.hasSize(6)
			.allMatch((problem) -> problem.contains("WrongTimes.main()"))
			.anyMatch((problem) -> problem.contains("executionTimeout = \"soon\", which is no duration"))
			.anyMatch((problem) -> problem.contains("runTimeout = PT-1S"))
			.anyMatch((problem) -> problem.contains("initialInterval = PT0S"))
			.anyMatch((problem) -> problem.contains("maximumInterval = PT8784000H"))
			.anyMatch((problem) -> problem.contains("backoffCoefficient = 0.5"))
			.anyMatch((problem) -> problem.contains("jitter = 2.0"));
	}

	@Test
	void limitsAreChecked() {
		DurableDefinitionsTests.problems(WrongLimits.class)
			.hasSize(3)
			.anyMatch((problem) -> problem.contains("WrongLimits.often() has rateLimit = -1.0"))
			.anyMatch((problem) -> problem.contains("WrongLimits.much() has rateLimit = NaN"))
			.anyMatch((problem) -> problem.contains("WrongLimits.much() has maxConcurrent = -1"));
	}

	@Test
	void queuesAreChecked() {
		DurableDefinitionsTests.problems(NoQueue.class, OtherQueue.class)
			.hasSize(2)
			.anyMatch((problem) -> problem.contains("NoQueue has a queue that cannot be used"))
			.anyMatch((problem) -> problem.contains("OtherQueue.act() has queue = \"g\npu\", which cannot be used"));
	}

	@Workflow
	static class Updates {

		@WorkflowMethod
		void main() {
		}

		@UpdateMethod(name = "resize")
		int size(int size) {
			return size;
		}

		@UpdateMethod
		void rename(String name) {
		}

		@UpdateValidator("resize")
		private void positive(int size) {
		}

	}

	@Workflow
	static class WrongValidators {

		@WorkflowMethod
		void main() {
		}

		@UpdateMethod
		void one(int value) {
		}

		@UpdateMethod
		void two() {
		}

		@UpdateMethod
		void three() {
		}

		@UpdateValidator("none")
		void nowhere(int value) {
		}

		@UpdateValidator("one")
		void text(String value) {
		}

		@UpdateValidator("two")
		void first() {
		}

		@UpdateValidator("two")
		void second() {
		}

		@UpdateValidator("three")
		static boolean shared() {
			return true;
		}

		@UpdateMethod(name = "both")
		@SignalMethod
		void both() {
		}

	}

	@Workflow(queue = "slow")
	static class Timed {

		@WorkflowMethod(executionTimeout = "${charge.timeout}", runTimeout = "2m",
				retry = @Retry(initialInterval = "${charge.timeout}", nonRetryable = IllegalStateException.class))
		void main() {
		}

	}

	@Workflow
	static class WrongTimes {

		@WorkflowMethod(executionTimeout = "soon", runTimeout = "-1s", retry = @Retry(initialInterval = "0s",
				maximumInterval = "366000d", backoffCoefficient = 0.5, jitter = 2))
		void main() {
		}

	}

	@Workflow(queue = "")
	static class NoQueue {

		@WorkflowMethod
		void main() {
		}

	}

	@Activity
	static class WrongLimits {

		@ActivityMethod(rateLimit = -1)
		public void often() {
		}

		@ActivityMethod(rateLimit = Double.NaN, maxConcurrent = -1)
		public void much() {
		}

	}

	@Activity(queue = "g\npu")
	static class OtherQueue {

		public void act() {
		}

	}

}
