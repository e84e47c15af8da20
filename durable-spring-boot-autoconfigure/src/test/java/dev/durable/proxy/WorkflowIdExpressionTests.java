package dev.durable.proxy;

import java.lang.reflect.Method;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for expressions that give workflow ids.
 */
class WorkflowIdExpressionTests {

	private static final Method METHOD = Stream.of(Example.class.getDeclaredMethods()).findFirst().orElseThrow();

	@ParameterizedTest
	@CsvSource(delimiter = ';', quoteCharacter = '"', textBlock = """
			#order.id;                           42
			#order['id'];                        42
			#a0.id;                              42
			#p1;                                 7
			'order-' + #order.id;                order-42
			#count + 1;                          8
			#order.id.toString().concat(#count); 427
			#order.list.![toString()][0];        a
			#order.list.?[#this == 'b'][0];      b
			T(java.lang.String).valueOf(#count); 7
			""")
	void idIsEvaluated(String expression, String id) {
		assertThat(evaluate(expression, new Order(42, List.of("a", "b")), 7)).isEqualTo(id);
	}

	@ParameterizedTest
	@ValueSource(strings = { "#", "#order.", "'a", "#ordr.id", "order.id", "#order.id + count", "toString()",
			"#order.id.concat(#other)", "#format(#count)", "#root" })
	void mistakesAreFoundBeforeAnythingIsStarted(String expression) {
		assertThatIllegalArgumentException().isThrownBy(() -> WorkflowIdExpression.parse(expression, METHOD));
	}

	@Test
	void messageNamesTheParameters() {
		assertThatIllegalArgumentException().isThrownBy(() -> WorkflowIdExpression.parse("#ordr.id", METHOD))
			.withMessageContaining("names #ordr")
			.withMessageContaining("#count")
			.withMessageContaining("#order");
	}

	@Test
	void whatGivesNoIdIsRefusedWithValues() {
		assertThatIllegalArgumentException().isThrownBy(() -> evaluate("#order.id", new Order(null, List.of()), 7))
			.withMessageContaining("gives null")
			.withMessageContaining("'7'");
		assertThatIllegalArgumentException().isThrownBy(() -> evaluate("#order.id", new Order(" ", List.of()), 7))
			.withMessageContaining("gives ' '");
		assertThatIllegalArgumentException().isThrownBy(() -> evaluate("#order.id", null, 7))
			.withMessageContaining("cannot be evaluated");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> evaluate("#order.id", new Order(new Object(), List.of()), 7))
			.withMessageContaining("no text of its own");
		assertThatIllegalArgumentException().isThrownBy(() -> evaluate("#order.id", new Order("a\nb", List.of()), 7))
			.withMessageContaining("control character");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> evaluate("#order.id", new Order("x".repeat(201), List.of()), 7))
			.withMessageContaining("201 characters");
	}

	@Test
	void idsWithoutExpressionAreOrderedByTime() {
		TimeOrderedIds ids = new TimeOrderedIds();
		List<UUID> made = Stream.generate(ids::next).limit(20_000).toList();
		assertThat(made).isSortedAccordingTo((one, other) -> one.toString().compareTo(other.toString()))
			.doesNotHaveDuplicates()
			.allSatisfy((id) -> assertThat(id.version()).isEqualTo(7))
			.allSatisfy((id) -> assertThat(id.variant()).isEqualTo(2));
	}

	private static String evaluate(String expression, @Nullable Object... arguments) {
		return WorkflowIdExpression.parse(expression, METHOD).evaluate(arguments);
	}

	record Order(@Nullable Object id, List<String> list) {

	}

	interface Example {

		void process(Order order, int count);

	}

}
