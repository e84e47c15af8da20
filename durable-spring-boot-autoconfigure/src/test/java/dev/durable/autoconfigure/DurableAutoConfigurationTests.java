package dev.durable.autoconfigure;

import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

import javax.sql.DataSource;

import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.client.WorkflowClient;
import dev.durable.client.WorkflowHandle;
import dev.durable.history.EventCodec;
import dev.durable.history.Payload;
import dev.durable.history.PayloadConverter;
import dev.durable.store.InMemoryStore;
import dev.durable.store.Store;
import jakarta.persistence.EntityManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceInitializationAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.mock;

/**
 * Tests for the auto-configuration: present, switched off, without what it needs, and
 * with what the user has instead.
 */
@ExtendWith(OutputCaptureExtension.class)
class DurableAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class,
				DataSourceInitializationAutoConfiguration.class, DataSourceTransactionManagerAutoConfiguration.class,
				TransactionAutoConfiguration.class, JacksonAutoConfiguration.class, DurableJpaAutoConfiguration.class,
				DurableAutoConfiguration.class))
		.withPropertyValues("spring.datasource.generate-unique-name=true", "durable.poller.interval=50ms")
		.withUserConfiguration(Greetings.class);

	@Test
	void workflowRunsWithoutJpaOfTheApplication() {
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context).doesNotHaveBean(EntityManagerFactory.class);
			WorkflowHandle<String> run = context.getBean(WorkflowClient.class)
				.start(Greeting.class, (workflow) -> workflow.greet("world"));
			assertThat(run.result()).isEqualTo("Hello world");
		});
	}

	@Test
	void disabledLeavesNothing() {
		this.runner.withPropertyValues("durable.enabled=false").run((context) -> {
			assertThat(context).doesNotHaveBean(WorkflowClient.class).doesNotHaveBean(Store.class);
			assertThat(context.getBean(Greeting.class).greet("world")).isEqualTo("Hello world");
			assertThat(context.getBean(Greeting.class).getClass()).isEqualTo(Greeting.class);
		});
	}

	@Test
	void missingDataSourceLeavesNothing() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(DurableJpaAutoConfiguration.class, DurableAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(WorkflowClient.class)
				.doesNotHaveBean(Store.class));
	}

	@Test
	void missingJacksonLeavesNothing() {
		this.runner.withClassLoader(new FilteredClassLoader(JsonMapper.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(WorkflowClient.class));
	}

	@Test
	void beansOfTheUserWin() {
		WorkflowClient client = mock(WorkflowClient.class);
		PayloadConverter converter = mock(PayloadConverter.class);
		EventCodec codec = mock(EventCodec.class);
		this.runner.withBean(WorkflowClient.class, () -> client)
			.withBean(PayloadConverter.class, () -> converter)
			.withBean(EventCodec.class, () -> codec)
			.run((context) -> {
				assertThat(context.getBean(WorkflowClient.class)).isSameAs(client);
				assertThat(context.getBean(PayloadConverter.class)).isSameAs(converter);
				assertThat(context.getBean(EventCodec.class)).isSameAs(codec);
			});
	}

	@Test
	void storeOfTheUserWins() {
		this.runner.withUserConfiguration(OwnStore.class).run((context) -> {
			assertThat(context).hasSingleBean(Store.class).doesNotHaveBean(StorePersistence.class);
			assertThat(context.getBean(WorkflowClient.class)
				.start(Greeting.class, (workflow) -> workflow.greet("memory"))
				.result()).isEqualTo("Hello memory");
		});
	}

	@Test
	void mapperOfTheApplicationIsUsedAndNotChanged() {
		JsonMapper mapper = JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();
		this.runner.withBean(JsonMapper.class, () -> mapper).run((context) -> {
			Payload payload = context.getBean(PayloadConverter.class).write(new Named("x"));
			assertThat(new String(payload.json())).isEqualTo("{\"first_name\":\"x\"}");
			assertThat(context.getBean(JsonMapper.class)).isSameAs(mapper);
		});
	}

	@Test
	void applicationsFlywayRunsFirst() {
		this.runner.withConfiguration(AutoConfigurations.of(FlywayAutoConfiguration.class))
			.withPropertyValues("spring.flyway.locations=classpath:dev/durable/autoconfigure/migration")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				JdbcTemplate jdbc = new JdbcTemplate(context.getBean(DataSource.class));
				assertThat(jdbc.queryForObject("select count(*) from application_table", Integer.class)).isZero();
				assertThat(jdbc.queryForObject("select count(*) from durable_workflow", Integer.class)).isZero();
			});
	}

	@Test
	void deferredScriptsOfTheApplicationStillRun() {
		this.runner.withConfiguration(AutoConfigurations.of(HibernateJpaAutoConfiguration.class))
			.withPropertyValues("spring.jpa.defer-datasource-initialization=true", "spring.sql.init.mode=always",
					"spring.sql.init.data-locations=classpath:dev/durable/autoconfigure/migration/V1__application.sql")
			.run((context) -> {
				assertThat(context).hasNotFailed().hasSingleBean(EntityManagerFactory.class);
				assertThat(context.getBeanNamesForType(PlatformTransactionManager.class)).hasSize(1);
			});
	}

	@Test
	void memoryDatabaseIsWarnedOf(CapturedOutput output) {
		this.runner.run((context) -> assertThat(output).contains("H2 database in memory"));
	}

	@Test
	void unknownActivitySettingsAreWarnedOf(CapturedOutput output) {
		this.runner.withPropertyValues("durable.activities[None.such].start-to-close-timeout=5s")
			.run((context) -> assertThat(output).contains("These settings are for no activity").contains("None.such"));
	}

	@Test
	void nodeStartsLastAndStopsFirst() {
		this.runner.run((context) -> {
			SmartLifecycle lifecycle = context.getBean(NodeLifecycle.class);
			assertThat(lifecycle.getPhase()).isEqualTo(SmartLifecycle.DEFAULT_PHASE);
			assertThat(lifecycle.isRunning()).isTrue();
		});
	}

	@Test
	void stoppedContextCanBeStartedAgain() {
		this.runner.run((context) -> {
			context.stop();
			assertThat(context.getBean(NodeLifecycle.class).isRunning()).isFalse();
			context.start();
			assertThat(context.getBean(WorkflowClient.class)
				.start(Greeting.class, (workflow) -> workflow.greet("again"))
				.result()).isEqualTo("Hello again");
		});
	}

	@Test
	void clientInAConstructorTellsWhatToDo() {
		this.runner.withBean("early", String.class, () -> "early")
			.withBean(Early.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("before the application had started")
				.hasMessageContaining("ApplicationRunner"));
	}

	@Test
	void buildIdChangesWithTheCodeOnly() {
		assertThat(BuildId.of("1.2", List.of(Greeting.class))).startsWith("1.2-")
			.isEqualTo(BuildId.of("1.2", List.of(Greeting.class)))
			.isNotEqualTo(BuildId.of("1.2", List.of(Greeting.class, Early.class)));
		assertThat(BuildId.of(null, List.of())).hasSize(12);
	}

	@Test
	void configurationsAreListedForAllThatLoadsThem() throws Exception {
		List<String> needed = Stream.of(DurableAutoConfiguration.class, DurableJpaAutoConfiguration.class)
			.map(Class::getName)
			.toList();
		assertThat(listed("org.springframework.boot.autoconfigure.AutoConfiguration.imports")).containsAll(needed);
		assertThat(listed("org.springframework.boot.data.jpa.test.autoconfigure.AutoConfigureDataJpa.imports"))
			.containsExactlyElementsOf(needed);
	}

	private List<String> listed(String file) throws Exception {
		try (var stream = getClass().getResourceAsStream("/META-INF/spring/" + file)) {
			assertThat(stream).isNotNull();
			return new String(stream.readAllBytes()).lines().toList();
		}
	}

	record Named(String firstName) {

	}

	@Workflow
	static class Greeting {

		@WorkflowMethod
		String greet(String name) {
			return "Hello " + name;
		}

	}

	static class Early {

		Early(WorkflowClient client) {
			client.start(Greeting.class, (workflow) -> workflow.greet("early"));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Greetings {

		@Bean
		Greeting greeting() {
			return new Greeting();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnStore {

		@Bean
		Store store() {
			return new InMemoryStore(InstantSource.system());
		}

	}

}
