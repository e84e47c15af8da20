package dev.durable.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

import dev.durable.Activity;
import dev.durable.Durable;
import dev.durable.SignalMethod;
import dev.durable.UpdateMethod;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.client.WorkflowClient;
import dev.durable.client.WorkflowHandle;
import dev.durable.node.Hints;
import dev.durable.test.PostgresServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for hints between nodes that look by themselves only once in an hour.
 */
class HintsTests {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private final PostgresServer.Database database = PostgresServer.freshDatabase();

	private final List<ConfigurableApplicationContext> contexts = new ArrayList<>();

	private ConfigurableApplicationContext node(Class<?> application, String... properties) {
		Map<String, Object> common = new HashMap<>(Map.of("spring.datasource.url", this.database.url(),
				"spring.datasource.username", this.database.username(), "spring.datasource.password",
				this.database.password(), "spring.main.banner-mode", "off", "durable.lease.duration", "1h",
				"durable.lease.renew-interval", "1s", "durable.poller.interval", "59m"));
		ConfigurableApplicationContext context = new SpringApplicationBuilder(application).web(WebApplicationType.NONE)
			.properties(common)
			.properties(properties)
			.run();
		this.contexts.add(context);
		return context;
	}

	@AfterEach
	void close() {
		this.contexts.forEach(ConfigurableApplicationContext::close);
	}

	@Test
	@DisplayName("A start, a signal, an update, an activity of a queue and an end are seen by other nodes at once")
	void seenAtOnce() throws TimeoutException {
		ConfigurableApplicationContext web = node(Web.class);
		node(Workflows.class);
		node(Worker.class, "durable.queues=stamps");
		WorkflowClient client = web.getBean(WorkflowClient.class);
		new TransactionTemplate(web.getBean(PlatformTransactionManager.class))
			.executeWithoutResult((status) -> client.start("Letters", (options) -> options.id("letter")));
		WorkflowHandle<String> run = client.handle("letter", String.class);
		assertThat(run.update("address", String.class, "Rome")).isEqualTo("to Rome");
		run.signal("write", "hello");
		assertThat(run.result(LIMIT)).isEqualTo("hello to Rome, stamped");
	}

	@Test
	@DisplayName("What a node leaves behind when it stops in good order is taken over at once")
	void handedOverAtOnce() throws TimeoutException {
		ConfigurableApplicationContext first = node(Workflows.class);
		first.getBean(WorkflowClient.class).start("Letters", (options) -> options.id("left"));
		WorkflowHandle<String> run = node(Workflows.class).getBean(WorkflowClient.class).handle("left", String.class);
		node(Worker.class, "durable.queues=stamps");
		first.close();
		run.signal("write", "bye");
		assertThat(run.update("address", String.class, "Oslo")).isEqualTo("to Oslo");
		assertThat(run.result(LIMIT)).isEqualTo("bye to Oslo, stamped");
	}

	@Test
	void canBeSwitchedOff() {
		assertThat(node(Web.class, "durable.poller.hints=false").getBean(StoreTraits.class).hints())
			.isSameAs(Hints.NONE);
	}

	/**
	 * Is written, addressed and stamped.
	 */
	@Workflow
	public static class Letters {

		private final Stamps stamps;

		private String text = "";

		private String address = "";

		Letters(Stamps stamps) {
			this.stamps = stamps;
		}

		@WorkflowMethod
		public String run() {
			Durable.await(() -> !this.text.isEmpty() && !this.address.isEmpty());
			return this.stamps.stamp(this.text + " " + this.address);
		}

		@SignalMethod
		public void write(String text) {
			this.text = text;
		}

		@UpdateMethod
		public String address(String city) {
			this.address = "to " + city;
			return this.address;
		}

	}

	/**
	 * Works on its own queue.
	 */
	@Activity(queue = "stamps")
	public static class Stamps {

		public String stamp(String letter) {
			return letter + ", stamped";
		}

	}

	@EnableAutoConfiguration
	static class Web {

	}

	@EnableAutoConfiguration
	@Import({ Letters.class, Stamps.class })
	static class Workflows {

	}

	@EnableAutoConfiguration
	@Import(Stamps.class)
	static class Worker {

	}

}
