package dev.durable.autoconfigure.transactions;

import java.util.List;

import org.springframework.test.context.TestPropertySource;

/**
 * Tests for transactions that stay open on H2.
 */
@TestPropertySource(properties = "spring.datasource.url=jdbc:h2:mem:opentransaction;DB_CLOSE_DELAY=-1")
class H2OpenTransactionTests extends AbstractOpenTransactionTests {

	@Override
	List<String> settings() {
		return JoiningCase.of(context()).jdbc().queryForList("call lock_timeout()", String.class);
	}

}
