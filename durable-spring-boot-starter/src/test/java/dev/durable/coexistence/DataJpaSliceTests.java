package dev.durable.coexistence;

import dev.durable.client.WorkflowClient;
import dev.durable.coexistence.items.Item;
import dev.durable.coexistence.items.ItemRepository;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a slice of an application, its repositories, has its workflows too: a
 * service that starts one can be tested with them.
 */
@DataJpaTest
@ContextConfiguration(classes = PersistenceTests.Scanning.class)
@TestPropertySource(properties = { "spring.flyway.enabled=false", "spring.liquibase.enabled=false" })
class DataJpaSliceTests {

	@Autowired
	private ItemRepository items;

	@Autowired
	private WorkflowClient client;

	@Test
	void repositoriesAndStartsShareTheTransactionOfTheTest() {
		this.items.saveAndFlush(new Item("tea"));
		String id = this.client.start(GreetingWorkflow.class, (workflow) -> workflow.greet("slice")).id();
		assertThat(id).isEqualTo("slice");
		assertThat(this.items.count()).isOne();
	}

	@Test
	void whatAnotherTestHasStartedIsRolledBack() {
		assertThat(this.items.count()).isZero();
		assertThat(this.client.start(GreetingWorkflow.class, (workflow) -> workflow.greet("slice")).id())
			.isEqualTo("slice");
	}

}
