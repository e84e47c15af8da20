package dev.durable.client;

import dev.durable.Workflow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Names}.
 */
class NamesTests {

	@ParameterizedTest
	@ValueSource(strings = { "a", "order-42", "Bestellung Nr. 42/ä", "\uD83D\uDE80", " " })
	void idWithinTheLimitsIsReturned(String id) {
		assertThat(Names.requireId("workflow id", id)).isSameAs(id);
	}

	@Test
	void idMayHaveTwoHundredCharactersAndNoMore() {
		assertThat(Names.requireId("workflow id", "x".repeat(200))).hasSize(200);
		assertThatIllegalArgumentException().isThrownBy(() -> Names.requireId("workflow id", "x".repeat(201)))
			.withMessage("The workflow id has 201 characters: use 1 to 200 characters, no control characters and "
					+ "whole surrogate pairs");
	}

	@Test
	void missingIdIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> Names.requireId("run id", null))
			.withMessageStartingWith("The run id is null: ");
		assertThatIllegalArgumentException().isThrownBy(() -> Names.requireId("run id", ""))
			.withMessageStartingWith("The run id is empty: ");
	}

	@ParameterizedTest
	@CsvSource({ "0, U+0000", "10, U+000A", "127, U+007F", "133, U+0085" })
	void controlCharacterIsRefusedWithItsPlace(int character, String name) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> Names.requireId("workflow id", "\uD83D\uDE80a" + (char) character))
			.withMessageContaining("contains the control character " + name + " at index 3");
	}

	@Test
	void loneSurrogateIsRefusedWithItsPlace() {
		assertThatIllegalArgumentException().isThrownBy(() -> Names.requireId("workflow id", "a\uD83D"))
			.withMessageContaining("half a surrogate pair, U+D83D at index 1");
		assertThatIllegalArgumentException().isThrownBy(() -> Names.requireId("workflow id", "\uDE80a"))
			.withMessageContaining("half a surrogate pair, U+DE80 at index 0");
	}

	@Test
	void workflowTypeIsTheSimpleNameUnlessSet() {
		assertThat(Names.workflowType(Plain.class)).isEqualTo("Plain");
		assertThat(Names.workflowType(Named.class)).isEqualTo("orders");
		assertThat(Names.workflowType(String.class)).isEqualTo("String");
	}

	@Test
	void workflowTypeIsTheSameForAllThatStandForTheAnnotatedType() {
		assertThat(Names.workflowType(Implementation.class)).isEqualTo("Contract");
		assertThat(Names.workflowType(new Implementation() {
		}.getClass())).isEqualTo("Contract");
		assertThat(Names.workflowType(new Named() {
		}.getClass())).isEqualTo("orders");
	}

	@Workflow
	static class Plain {

	}

	@Workflow(name = "orders")
	static class Named {

	}

	@Workflow
	interface Contract {

	}

	interface Detailed extends Contract {

	}

	static class Implementation implements Runnable, Detailed {

		@Override
		public void run() {
		}

	}

}
