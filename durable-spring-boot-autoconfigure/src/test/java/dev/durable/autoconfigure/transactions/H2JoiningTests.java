package dev.durable.autoconfigure.transactions;

import org.springframework.test.context.TestPropertySource;

/**
 * Tests for calls in transactions on H2, with a pool whose connections do not commit by
 * themselves: what nobody commits is lost there.
 */
@TestPropertySource(properties = { "spring.datasource.url=jdbc:h2:mem:joining;DB_CLOSE_DELAY=-1",
		"spring.datasource.hikari.auto-commit=false" })
class H2JoiningTests extends AbstractJoiningTests {

}
