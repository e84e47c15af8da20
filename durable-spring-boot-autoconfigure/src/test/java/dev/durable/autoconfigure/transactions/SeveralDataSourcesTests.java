package dev.durable.autoconfigure.transactions;

import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import dev.durable.Activity;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.autoconfigure.DurableAutoConfiguration;
import dev.durable.autoconfigure.DurableDataSource;
import dev.durable.autoconfigure.DurableJpaAutoConfiguration;
import dev.durable.client.WorkflowClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for applications with several data sources: which one has the workflows, and what
 * is said where a transaction is on another.
 */
@ExtendWith(OutputCaptureExtension.class)
class SeveralDataSourcesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TransactionAutoConfiguration.class, JacksonAutoConfiguration.class,
				DurableJpaAutoConfiguration.class, DurableAutoConfiguration.class))
		.withPropertyValues("durable.poller.interval=50ms");

	private static DataSource database() {
		return new EmbeddedDatabaseBuilder().setType(EmbeddedDatabaseType.H2).generateUniqueName(true).build();
	}

	private static boolean hasWorkflows(ApplicationContext context, String dataSource) {
		return new JdbcTemplate(context.getBean(dataSource, DataSource.class)).queryForObject(
				"select count(*) from information_schema.tables where lower(table_name) = 'durable_workflow'",
				Integer.class) == 1;
	}

	private static TransactionTemplate transaction(ApplicationContext context, String manager) {
		return new TransactionTemplate(context.getBean(manager, PlatformTransactionManager.class));
	}

	private static String startAndRollBack(ApplicationContext context, String manager) {
		String id = JoiningCase.of(context).id();
		transaction(context, manager).executeWithoutResult((status) -> {
			context.getBean(WorkflowClient.class)
				.start(Booking.class, (booking) -> booking.book(id), (options) -> options.id(id));
			status.setRollbackOnly();
		});
		return id;
	}

	private static boolean exists(ApplicationContext context, String dataSource, String id) {
		return new JdbcTemplate(context.getBean(dataSource, DataSource.class))
			.queryForObject("select count(*) from durable_workflow where workflow_id = ?", Integer.class, id) == 1;
	}

	@Test
	void markedOneHasTheWorkflowsAndTheOtherItsTransactionsApart(CapturedOutput output) {
		this.runner.withUserConfiguration(Booking.class, Ledger.class, MarkedBesidePrimary.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(hasWorkflows(context, "flows")).isTrue();
			assertThat(hasWorkflows(context, "business")).isFalse();
			assertThat(exists(context, "flows", startAndRollBack(context, "flowsManager"))).isFalse();
			assertThat(exists(context, "flows", startAndRollBack(context, "businessManager"))).isTrue();
			assertThat(output).contains("the transactions of [businessManager] are elsewhere")
				.contains("the promises of joining are off")
				.contains("those of [flowsManager]")
				.contains("@DurableDataSource");
			assertThat(output).contains("Activity Ledger.elsewhere is @Transactional by a transaction manager")
				.doesNotContain("Activity Ledger.here is");
		});
	}

	@Test
	void primaryOneHasThemWhereNoneIsMarked(CapturedOutput output) {
		this.runner.withUserConfiguration(Booking.class, Primaries.class).run((context) -> {
			assertThat(hasWorkflows(context, "business")).isTrue();
			assertThat(hasWorkflows(context, "flows")).isFalse();
			assertThat(exists(context, "business", startAndRollBack(context, "businessManager"))).isFalse();
			assertThat(output).contains("the transactions of [flowsManager] are elsewhere");
		});
	}

	@Test
	void markedOneNeedBeNoDefaultCandidate() {
		this.runner.withUserConfiguration(Booking.class, MarkedAside.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(hasWorkflows(context, "flows")).isTrue();
			assertThat(hasWorkflows(context, "business")).isFalse();
			String id = JoiningCase.of(context).id();
			assertThat(context.getBean(WorkflowClient.class)
				.start(Booking.class, (booking) -> booking.book(id), (options) -> options.id(id))
				.result()).isEqualTo("booked " + id);
		});
	}

	@Test
	void connectionOfTheWorkflowsInATransactionOfAnotherManagerIsNoTransaction() {
		this.runner.withUserConfiguration(Booking.class, Ledger.class, MarkedBesidePrimary.class).run((context) -> {
			JdbcTemplate jdbc = new JdbcTemplate(context.getBean("flows", DataSource.class));
			transaction(context, "businessManager").executeWithoutResult((outer) -> {
				jdbc.queryForObject("select 1", Integer.class);
				assertThat(exists(context, "flows", startAndRollBack(context, "flowsManager"))).isFalse();
				String id = JoiningCase.of(context).id();
				context.getBean(WorkflowClient.class)
					.start(Booking.class, (booking) -> booking.book(id), (options) -> options.id(id));
				assertThat(exists(context, "flows", id)).isTrue();
				outer.setRollbackOnly();
			});
		});
	}

	@Test
	void noneChosenKeepsAnApplicationWithWorkflowsFromStarting() {
		this.runner.withUserConfiguration(Booking.class, NoneChosen.class)
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining("[business, flows]")
				.hasMessageContaining("@DurableDataSource")
				.hasMessageContaining("Booking"));
		this.runner.withUserConfiguration(NoneChosen.class)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(WorkflowClient.class));
	}

	@Test
	void failureSaysWhatToDo(CapturedOutput output) {
		SpringApplication application = new SpringApplicationBuilder(Failing.class).web(WebApplicationType.NONE)
			.build();
		assertThat(catchThrowable(application::run)).isNotNull();
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Put @DurableDataSource beside @Bean")
			.contains("durable.enabled=false");
	}

	@Workflow
	static class Booking {

		@WorkflowMethod
		public String book(String what) {
			return "booked " + what;
		}

	}

	@Activity
	static class Ledger {

		private final AtomicInteger calls = new AtomicInteger();

		@Transactional("flowsManager")
		public int here() {
			return this.calls.incrementAndGet();
		}

		@Transactional("businessManager")
		public int elsewhere() {
			return this.calls.incrementAndGet();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Managers {

		@Bean
		PlatformTransactionManager businessManager(@Qualifier("business") DataSource dataSource) {
			return new JdbcTransactionManager(dataSource);
		}

		@Bean
		PlatformTransactionManager flowsManager(ApplicationContext context) {
			return new JdbcTransactionManager(context.getBean("flows", DataSource.class));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class MarkedBesidePrimary extends Managers {

		@Bean
		@Primary
		DataSource business() {
			return database();
		}

		@Bean
		@DurableDataSource
		DataSource flows() {
			return database();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Primaries extends Managers {

		@Bean
		@Primary
		DataSource business() {
			return database();
		}

		@Bean
		DataSource flows() {
			return database();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class MarkedAside {

		@Bean
		DataSource business() {
			return database();
		}

		@DurableDataSource
		@Bean(defaultCandidate = false)
		DataSource flows() {
			return database();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NoneChosen {

		@Bean
		DataSource business() {
			return database();
		}

		@Bean
		DataSource flows() {
			return database();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ DurableJpaAutoConfiguration.class, DurableAutoConfiguration.class })
	static class Failing extends NoneChosen {

		@Bean
		Booking booking() {
			return new Booking();
		}

	}

}
