package dev.durable.autoconfigure.transactions;

import java.util.List;

import dev.durable.test.PostgresServer;

import org.springframework.context.annotation.Import;

/**
 * Tests for transactions that stay open on PostgreSQL.
 */
@Import(PostgresServer.class)
class PostgresOpenTransactionTests extends AbstractOpenTransactionTests {

	@Override
	List<String> settings() {
		return List.of("lock_timeout", "idle_in_transaction_session_timeout", "statement_timeout")
			.stream()
			.map((name) -> JoiningCase.of(context())
				.jdbc()
				.queryForObject("select current_setting(?)", String.class, name))
			.toList();
	}

}
