package dev.durable.client;

import java.time.Instant;
import java.util.Map;

import dev.durable.Workflow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link WorkflowQuery}.
 */
class WorkflowQueryTests {

	private static final Instant TIME = Instant.parse("2026-08-22T10:00:00Z");

	@Test
	void queryWithoutConditionsListsFifty() {
		WorkflowQuery query = WorkflowQuery.where();
		assertThat(query.typeName()).isEmpty();
		assertThat(query.status()).isEmpty();
		assertThat(query.startedAfter()).isEmpty();
		assertThat(query.startedBefore()).isEmpty();
		assertThat(query.idPrefix()).isEmpty();
		assertThat(query.isStuck()).isFalse();
		assertThat(query.limit()).isEqualTo(50);
		assertThat(query.cursor()).isEmpty();
	}

	@Test
	void everyConditionIsKept() {
		WorkflowQuery query = WorkflowQuery.where()
			.type(OrderWorkflow.class)
			.status(WorkflowStatus.FAILED)
			.startedAfter(TIME)
			.startedBefore(TIME.plusSeconds(1))
			.idPrefix("order-")
			.stuck()
			.limit(7)
			.after("run-1");
		assertThat(query.typeName()).contains("OrderWorkflow");
		assertThat(query.status()).contains(WorkflowStatus.FAILED);
		assertThat(query.startedAfter()).contains(TIME);
		assertThat(query.startedBefore()).contains(TIME.plusSeconds(1));
		assertThat(query.idPrefix()).contains("order-");
		assertThat(query.isStuck()).isTrue();
		assertThat(query.limit()).isEqualTo(7);
		assertThat(query.cursor()).contains("run-1");
	}

	@Test
	void conditionsDoNotDependOnTheirOrder() {
		WorkflowQuery query = WorkflowQuery.where()
			.after("run-1")
			.limit(7)
			.stuck()
			.idPrefix("order-")
			.startedBefore(TIME)
			.startedAfter(TIME)
			.status(WorkflowStatus.RUNNING)
			.type(OrderWorkflow.class);
		assertThat(query).isEqualTo(WorkflowQuery.where()
			.type(OrderWorkflow.class)
			.status(WorkflowStatus.RUNNING)
			.startedAfter(TIME)
			.startedBefore(TIME)
			.idPrefix("order-")
			.stuck()
			.limit(7)
			.after("run-1"));
	}

	@Test
	void queryDoesNotChange() {
		WorkflowQuery query = WorkflowQuery.where();
		query.limit(7);
		assertThat(query.limit()).isEqualTo(50);
	}

	@Test
	void limitMayBeOneToTwoHundred() {
		assertThat(WorkflowQuery.where().limit(1).limit()).isEqualTo(1);
		assertThat(WorkflowQuery.where().limit(200).limit()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(ints = { Integer.MIN_VALUE, 0, 201 })
	void limitOutOfItsRangeIsRefused(int limit) {
		assertThatIllegalArgumentException().isThrownBy(() -> WorkflowQuery.where().limit(limit))
			.withMessage("The limit of a workflow query is " + limit
					+ ": use 1 to 200, and after(cursor) for the next page");
	}

	@Test
	void prefixAndCursorHaveTheLimitsOfIds() {
		assertThatIllegalArgumentException().isThrownBy(() -> WorkflowQuery.where().idPrefix(""))
			.withMessageStartingWith("The id prefix is empty");
		assertThatIllegalArgumentException().isThrownBy(() -> WorkflowQuery.where().after("a\u0000"))
			.withMessageStartingWith("The cursor contains the control character U+0000");
	}

	@Test
	void attributesAddUpAndTheLastValueCounts() {
		WorkflowQuery query = WorkflowQuery.where().attribute("a", 1).attribute("b", 2).attribute("a", 3).limit(7);
		assertThat(query.attributes()).containsOnly(Map.entry("a", 3), Map.entry("b", 2));
		assertThat(WorkflowQuery.where().attributes()).isEmpty();
		assertThatIllegalArgumentException().isThrownBy(() -> WorkflowQuery.where().attribute("", 1))
			.withMessageStartingWith("The attribute name is empty");
	}

	@Workflow
	private static final class OrderWorkflow {

	}

}
