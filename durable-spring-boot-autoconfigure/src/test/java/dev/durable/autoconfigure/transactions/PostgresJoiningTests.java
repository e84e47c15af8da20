package dev.durable.autoconfigure.transactions;

import dev.durable.test.PostgresServer;

import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

/**
 * Tests for calls in transactions on PostgreSQL, whose connections are fetched as late as
 * possible.
 */
@TestPropertySource(properties = "spring.datasource.connection-fetch=lazy")
@Import(PostgresServer.class)
class PostgresJoiningTests extends AbstractJoiningTests {

}
