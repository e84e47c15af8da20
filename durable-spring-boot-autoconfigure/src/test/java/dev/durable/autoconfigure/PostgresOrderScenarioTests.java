package dev.durable.autoconfigure;

import java.util.Map;

import dev.durable.test.PostgresServer;

/**
 * Tests for orders on PostgreSQL.
 */
class PostgresOrderScenarioTests extends AbstractOrderScenarioTests {

	private final PostgresServer.Database database = PostgresServer.freshDatabase();

	@Override
	Map<String, Object> database() {
		return Map.of("spring.datasource.url", this.database.url(), "spring.datasource.username",
				this.database.username(), "spring.datasource.password", this.database.password());
	}

}
