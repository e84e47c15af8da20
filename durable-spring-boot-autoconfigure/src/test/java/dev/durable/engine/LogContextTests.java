package dev.durable.engine;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the keys of the logging context: what they are, and that a thread gets back
 * what it had.
 */
class LogContextTests {

	private static final UUID RUN = UUID.randomUUID();

	private static final LogContext CONTEXT = LogContext.of(new RunIdentity("order-1", RUN, RUN, Instant.EPOCH),
			"Order");

	@AfterEach
	void clear() {
		MDC.clear();
	}

	@Test
	void keysOfARun() {
		MDC.put("user", "ann");
		try (LogContext.Restore restore = CONTEXT.open()) {
			assertThat(restore).isNotNull();
			assertThat(MDC.getCopyOfContextMap()).isEqualTo(
					Map.of("user", "ann", "workflowId", "order-1", "runId", RUN.toString(), "workflowType", "Order"));
		}
		assertThat(MDC.getCopyOfContextMap()).isEqualTo(Map.of("user", "ann"));
	}

	@Test
	void keysOfAnAttempt() {
		try (LogContext.Restore restore = CONTEXT.of("Steps.charge", 3).open()) {
			assertThat(restore).isNotNull();
			assertThat(MDC.getCopyOfContextMap()).containsOnlyKeys(LogContext.KEYS)
				.containsEntry("activity", "Steps.charge")
				.containsEntry("attempt", "3");
		}
		assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
	}

	@Test
	void runInsideAnAttemptHidesItAndGivesItBack() {
		LogContext.Restore attempt = CONTEXT.of("Steps.charge", 1).open();
		UUID other = UUID.randomUUID();
		LogContext.Restore run = LogContext.of(new RunIdentity("order-2", other, other, Instant.EPOCH), "Other").open();
		assertThat(MDC.getCopyOfContextMap()).containsEntry("workflowId", "order-2")
			.doesNotContainKeys("activity", "attempt");
		run.close();
		assertThat(MDC.getCopyOfContextMap()).containsEntry("workflowId", "order-1")
			.containsEntry("activity", "Steps.charge");
		attempt.close();
		assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
	}

}
