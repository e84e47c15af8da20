package dev.durable.coexistence;

import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import dev.durable.client.WorkflowClient;
import jakarta.validation.Validator;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.convert.ConversionService;
import org.springframework.format.support.DefaultFormattingConversionService;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for an application that brings its own mapper, transactions, conversions and
 * validation.
 */
class OwnBeansTests {

	@Test
	void beansOfTheApplicationStayWhatTheyAre() {
		try (ConfigurableApplicationContext context = Application.startWithoutJpa(Own.class)) {
			Application.requireThatWorkflowsRun(context);
			JsonMapper mapper = context.getBean(JsonMapper.class);
			assertThat(mapper.writeValueAsString(new Named("tea"))).isEqualTo("{\n  \"first_name\" : \"tea\"\n}");
			assertThat(mapper.registeredModules()).noneMatch((module) -> "durable".equals(module.getModuleName()));
			assertThat(context.getBean(ConversionService.class)).isSameAs(context.getBean("shopConversions"));
			assertThat(context.getBean(Validator.class)).isSameAs(context.getBean("shopValidator"));
			assertThat(context.getBean(PlatformTransactionManager.class)).isSameAs(context.getBean("shopTransactions"));
		}
	}

	@Test
	void startsJoinTheTransactionsOfTheApplication() {
		try (ConfigurableApplicationContext context = Application.startWithoutJpa(Own.class)) {
			CountingTransactions transactions = context.getBean(CountingTransactions.class);
			int before = transactions.begun.get();
			WorkflowClient client = context.getBean(WorkflowClient.class);
			new TransactionTemplate(transactions).executeWithoutResult(
					(status) -> client.start(GreetingWorkflow.class, (workflow) -> workflow.greet("ann")));
			assertThat(Application.result(client.handle("ann", String.class))).isEqualTo("Hello ann");
			assertThat(transactions.begun.get() - before).isOne();
		}
	}

	record Named(String firstName) {

	}

	static class CountingTransactions extends JdbcTransactionManager {

		private static final long serialVersionUID = 1L;

		private final transient AtomicInteger begun = new AtomicInteger();

		CountingTransactions(DataSource dataSource) {
			super(dataSource);
		}

		@Override
		protected void doBegin(Object transaction, TransactionDefinition definition) {
			this.begun.incrementAndGet();
			super.doBegin(transaction, definition);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Greetings.class)
	static class Own {

		@Bean
		JsonMapper shopMapper() {
			return JsonMapper.builder()
				.propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
				.enable(SerializationFeature.INDENT_OUTPUT)
				.build();
		}

		@Bean
		CountingTransactions shopTransactions(DataSource dataSource) {
			return new CountingTransactions(dataSource);
		}

		@Bean
		ConversionService shopConversions() {
			return new DefaultFormattingConversionService();
		}

		@Bean
		LocalValidatorFactoryBean shopValidator() {
			return new LocalValidatorFactoryBean();
		}

	}

}
