package dev.durable.faults;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link NodeLogs}.
 */
class NodeLogsTests {

	@Test
	void errorsOfTheEngineAreFoundAndBugsOfProgramsAreNot() {
		String log = """
				2026-11-26T14:18:12.869Z ERROR 55 --- [worker-16] dev.durable.node.Halt       : [DURABLE-2] The code ...
				2026-11-26T14:18:12.969Z ERROR 55 --- [worker-16] dev.durable.node.Halt       : [DURABLE-1] Workflow 'p1' cannot be replayed: version 2 of change 'change' holds
				2026-11-26T14:18:13.869Z  WARN 55 --- [poller-1] dev.durable.node.Poller      : The poller could not ...
				2026-11-26T14:18:14.869Z ERROR 55 --- [poller-1] dev.durable.node.Poller      : The poller failed

				java.lang.IllegalStateException: EntityManagerFactory is closed
					at org.example.Poller
				""";
		assertThat(NodeLogs.errors(log)).singleElement()
			.asString()
			.containsPattern("The poller failed\\R\\R.*EntityManagerFactory is closed$");
	}

}
