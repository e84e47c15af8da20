package dev.durable.proxy;

import java.lang.reflect.Method;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.history.ConcurrencyLimit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for the limits that workflows and callers set.
 */
class LimitRuleTests {

	private static final Method METHOD = Stream.of(Example.class.getDeclaredMethods()).findFirst().orElseThrow();

	private static LimitRule rule(String key, int max) {
		return new LimitRule(ArgumentExpression.parse(key, METHOD), max);
	}

	private static ConcurrencyLimit limit(LimitRule rule, String key, Integer max, Object argument) {
		return LimitRule.limit(rule, Optional.ofNullable(key),
				(max != null) ? OptionalInt.of(max) : OptionalInt.empty(), new Object[] { argument });
	}

	@Test
	void theKeyIsTheTextOfTheValue() {
		assertThat(limit(rule("#customer", 3), null, null, 42)).isEqualTo(new ConcurrencyLimit("42", 3));
	}

	@Test
	void nullMeansNoLimit() {
		assertThat(limit(rule("#customer", 3), null, null, null)).isNull();
		assertThat(limit(rule("#customer", 3), null, 5, null)).isNull();
		assertThat(limit(null, null, null, "ann")).isNull();
	}

	@Test
	void withoutAKeyTheLimitIsThatOfTheType() {
		assertThat(limit(new LimitRule(null, 2), null, null, "ann")).isEqualTo(new ConcurrencyLimit("", 2));
		assertThat(limit(null, null, 4, "ann")).isEqualTo(new ConcurrencyLimit("", 4));
	}

	@Test
	void optionsComeFirst() {
		assertThat(limit(rule("#customer", 3), "mine", null, "ann")).isEqualTo(new ConcurrencyLimit("mine", 3));
		assertThat(limit(rule("#customer", 3), null, 1, "ann")).isEqualTo(new ConcurrencyLimit("ann", 1));
		assertThat(limit(null, "mine", null, "ann")).isEqualTo(new ConcurrencyLimit("mine", 1));
		assertThat(limit(rule("#customer.foo", 3), "mine", 2, "ann")).isEqualTo(new ConcurrencyLimit("mine", 2));
	}

	@Test
	void aKeyThatCannotBeToldIsRefusedWithValues() {
		assertThatIllegalArgumentException().isThrownBy(() -> limit(rule("#customer.foo", 1), null, null, "ann"))
			.withMessageContaining("concurrency key expression '#customer.foo' of Example.run")
			.withMessageContaining("cannot be evaluated for the arguments ('ann')")
			.withMessageContaining("options.concurrencyKey(...)");
		assertThatIllegalArgumentException().isThrownBy(() -> limit(rule("#customer", 1), null, null, " "))
			.withMessageContaining("gives ' '");
		assertThatIllegalArgumentException().isThrownBy(() -> limit(rule("#customer", 1), null, null, new Object()))
			.withMessageContaining("no text of its own");
		assertThatIllegalArgumentException().isThrownBy(() -> limit(rule("#customer", 1), null, null, "k".repeat(256)))
			.withMessageContaining("256 characters");
	}

	@Test
	void limitsThatCannotBeAreFoundAtStartUp() {
		DurableDefinitionsTests.problems(Negative.class, Unknown.class)
			.hasSize(2)
			.anySatisfy((problem) -> assertThat(problem).contains("allows -1 runs at once"))
			.anySatisfy((problem) -> assertThat(problem).contains("concurrency key expression '#custmer'"));
	}

	static class Example {

		String run(Object customer) {
			return String.valueOf(customer);
		}

	}

	@Workflow
	static class Negative {

		@WorkflowMethod(concurrency = -1)
		public void run(String customer) {
		}

	}

	@Workflow
	static class Unknown {

		@WorkflowMethod(concurrencyKey = "#custmer")
		public void run(String customer) {
		}

	}

}
