package dev.durable.proxy;

import java.lang.reflect.Method;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

import dev.durable.ChildOptions;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.client.StartOptions;
import dev.durable.history.Admission;
import dev.durable.history.ConcurrencyLimit;
import dev.durable.history.Precedence;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for the precedence that workflows and callers set.
 */
class PrecedenceRuleTests {

	private static final Method METHOD = Stream.of(Example.class.getDeclaredMethods()).findFirst().orElseThrow();

	private static PrecedenceRule rule(int priority, String key) {
		return new PrecedenceRule(priority, (key != null) ? ArgumentExpression.parse(key, METHOD) : null);
	}

	private static Precedence precedence(PrecedenceRule rule, String key, Integer priority, Object argument) {
		return rule.precedence(Optional.ofNullable(key),
				(priority != null) ? OptionalInt.of(priority) : OptionalInt.empty(), new Object[] { argument });
	}

	@Test
	void annotationsHoldAndOptionsComeFirst() {
		assertThat(precedence(PrecedenceRule.NONE, null, null, "acme")).isEqualTo(Precedence.NONE);
		assertThat(precedence(rule(2, "#tenant"), null, null, "acme")).isEqualTo(new Precedence(2, "acme"));
		assertThat(precedence(rule(2, "#tenant"), null, null, null)).isEqualTo(new Precedence(2, null));
		assertThat(precedence(rule(2, "#tenant.foo"), "mine", 5, "acme")).isEqualTo(new Precedence(5, "mine"));
	}

	@Test
	void aChildHasWhatItSaysAndElseThatOfItsParent() {
		Admission parent = new Admission(new ConcurrencyLimit("p", 1), new Precedence(1, "acme"));
		assertThat(Admission.FREE.below(parent)).isEqualTo(new Admission(null, new Precedence(1, "acme")));
		assertThat(new Admission(null, new Precedence(4, null)).below(parent).precedence())
			.isEqualTo(new Precedence(4, "acme"));
		assertThat(new Admission(null, new Precedence(0, "other")).below(parent).precedence())
			.isEqualTo(new Precedence(1, "other"));
		assertThat(Admission.FREE.below(Admission.FREE).precedence().ranked()).isEqualTo(new Precedence(3, null));
	}

	@Test
	void aKeyThatCannotBeToldIsRefusedWithValues() {
		assertThatIllegalArgumentException().isThrownBy(() -> precedence(rule(0, "#tenant.foo"), null, null, "acme"))
			.withMessageContaining("fairness key expression '#tenant.foo' of Example.run")
			.withMessageContaining("options.fairnessKey(...)");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> precedence(rule(0, "#tenant"), null, null, "k".repeat(256)))
			.withMessageContaining("256 characters");
	}

	@Test
	void optionsOutOfTheirLimitsAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> StartOptions.of((builder) -> builder.priority(6)))
			.withMessageContaining("The priority is 6");
		assertThatIllegalArgumentException().isThrownBy(() -> ChildOptions.of((builder) -> builder.priority(0)))
			.withMessageContaining("The priority is 0");
		assertThatIllegalArgumentException().isThrownBy(() -> StartOptions.of((builder) -> builder.fairnessKey("")))
			.withMessageContaining("fairness key");
		StartOptions options = StartOptions.of((builder) -> builder.priority(1).fairnessKey("acme"));
		assertThat(options.priority()).hasValue(1);
		assertThat(options.fairnessKey()).hasValue("acme");
	}

	@Test
	void whatCannotBeIsFoundAtStartUp() {
		DurableDefinitionsTests.problems(Negative.class, Unknown.class)
			.hasSize(2)
			.anySatisfy((problem) -> assertThat(problem).contains("has priority -1"))
			.anySatisfy((problem) -> assertThat(problem).contains("fairness key expression '#tenent'"));
	}

	static class Example {

		String run(Object tenant) {
			return String.valueOf(tenant);
		}

	}

	@Workflow
	static class Negative {

		@WorkflowMethod(priority = -1)
		public void run(String tenant) {
		}

	}

	@Workflow
	static class Unknown {

		@WorkflowMethod(fairnessKey = "#tenent")
		public void run(String tenant) {
		}

	}

}
