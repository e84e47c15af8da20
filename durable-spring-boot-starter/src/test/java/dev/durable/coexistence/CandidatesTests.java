package dev.durable.coexistence;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

import javax.sql.DataSource;

import jakarta.persistence.EntityManagerFactory;
import jakarta.validation.Validator;
import liquibase.integration.spring.SpringLiquibase;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.ObjectMapper;

import org.springframework.aop.support.AopUtils;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionEvaluationReport;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.task.TaskExecutor;
import org.springframework.orm.jpa.JpaVendorAdapter;
import org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.transaction.TransactionManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that an application finds the same beans with the starter as without it, and that
 * Boot configures the same, of the web and of Actuator too.
 */
class CandidatesTests {

	private static final List<Class<?>> TYPES = List.of(DataSource.class, EntityManagerFactory.class,
			TransactionManager.class, TaskScheduler.class, TaskExecutor.class, Executor.class, ObjectMapper.class,
			Flyway.class, SpringLiquibase.class, ConversionService.class, Validator.class,
			org.springframework.validation.Validator.class, JpaVendorAdapter.class, PersistenceManagedTypes.class);

	private static final String OFF = "spring.autoconfigure.exclude="
			+ ImportCandidates.load(AutoConfiguration.class, null)
				.getCandidates()
				.stream()
				.filter((name) -> name.startsWith("dev.durable"))
				.collect(Collectors.joining(","));

	@EnumSource
	@ParameterizedTest
	void nothingOfTheApplicationIsAnother(WebApplicationType web) {
		try (ConfigurableApplicationContext without = start(web, OFF);
				ConfigurableApplicationContext with = start(web, "durable.enabled=true")) {
			assertThat(with.getBeanNamesForType(dev.durable.client.WorkflowClient.class)).hasSize(1);
			for (Class<?> type : TYPES) {
				assertThat(candidates(with, type)).as(type.getName()).isEqualTo(candidates(without, type));
			}
			assertThat(kinds(with)).containsAllEntriesOf(kinds(without));
			assertThat(conditions(with)).isEqualTo(conditions(without));
			requireThatAddedBeansHaveTheirOwnNames(without, with);
		}
	}

	private static ConfigurableApplicationContext start(WebApplicationType web, String setting) {
		SpringApplicationBuilder builder = Application.builder(Everything.class, setting, "server.port=0",
				"spring.flyway.enabled=true", "spring.flyway.locations=classpath:coexistence/flyway",
				"spring.flyway.baseline-on-migrate=true", "spring.flyway.baseline-version=0",
				"spring.liquibase.enabled=true",
				"spring.liquibase.change-log=classpath:coexistence/liquibase/empty.yaml");
		return builder.web(web).run();
	}

	/** Name and class of each, and whether it would be injected. */
	private static Map<String, String> candidates(ConfigurableApplicationContext context, Class<?> type) {
		Map<String, String> candidates = new TreeMap<>();
		for (String name : context.getBeanNamesForType(type)) {
			candidates.put(name, kind(context.getBean(name)));
		}
		Object injected = context.getBeanProvider(type).getIfUnique();
		candidates.put("<injected>", String.valueOf(injected != null));
		return candidates;
	}

	/** The class of each bean, those of the web among them. */
	private static Map<String, String> kinds(ConfigurableApplicationContext context) {
		Map<String, String> kinds = new TreeMap<>();
		context.getBeansOfType(Object.class, false, true).forEach((name, bean) -> kinds.put(name, kind(bean)));
		return kinds;
	}

	private static String kind(Object bean) {
		return AopUtils.getTargetClass(bean).getName().replaceAll("\\$(\\$|Proxy).*|/0x.*", "");
	}

	private static Map<String, Boolean> conditions(ConfigurableApplicationContext context) {
		return ConditionEvaluationReport.get(context.getBeanFactory())
			.getConditionAndOutcomesBySource()
			.entrySet()
			.stream()
			.filter((entry) -> !entry.getKey().startsWith("dev.durable"))
			.collect(Collectors.toMap(Map.Entry::getKey, (entry) -> entry.getValue().isFullMatch(), (a, b) -> b,
					TreeMap::new));
	}

	private static void requireThatAddedBeansHaveTheirOwnNames(ConfigurableApplicationContext without,
			ConfigurableApplicationContext with) {
		Set<String> added = new TreeSet<>(Arrays.asList(with.getBeanDefinitionNames()));
		Arrays.asList(without.getBeanDefinitionNames()).forEach(added::remove);
		assertThat(added).isNotEmpty().allMatch((name) -> name.startsWith("durable") || name.contains("dev.durable"));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ PersistenceTests.Scanning.class, ScheduleTests.Tasks.class })
	static class Everything {

	}

}
