package dev.durable.coexistence;

import java.util.Map;

import javax.sql.DataSource;

import dev.durable.Activity;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.client.WorkflowClient;
import dev.durable.coexistence.items.Item;
import dev.durable.coexistence.items.ItemRepository;
import dev.durable.coexistence.parcels.Parcel;
import dev.durable.coexistence.parcels.ParcelRepository;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.metamodel.EntityType;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for applications that use JPA in their own way, or not at all.
 */
class PersistenceTests {

	@Test
	void entityScanAndRepositoriesElsewhere() {
		try (ConfigurableApplicationContext context = Application.start(Scanning.class,
				"spring.jpa.hibernate.ddl-auto=create-drop")) {
			Application.requireThatWorkflowsRun(context);
			context.getBean(ItemRepository.class).save(new Item("tea"));
			assertThat(context.getBean(ItemRepository.class).count()).isOne();
			assertThat(context.getBean(EntityManagerFactory.class).getMetamodel().getEntities())
				.extracting(EntityType::getName)
				.containsExactly("Item");
		}
	}

	@Test
	void tablesAndOpenRunsOutliveCreateDrop() {
		String url = "spring.datasource.url=" + Application.freshUrl();
		try (ConfigurableApplicationContext context = Application.start(Scanning.class, url,
				"spring.jpa.hibernate.ddl-auto=create-drop")) {
			context.getBean(ItemRepository.class).save(new Item("tea"));
			context.getBean(WorkflowClient.class)
				.start(GreetingWorkflow.class, (workflow) -> workflow.greet("patient"));
		}
		try (ConfigurableApplicationContext context = Application.start(Scanning.class, url,
				"spring.jpa.hibernate.ddl-auto=create-drop")) {
			assertThat(context.getBean(ItemRepository.class).count()).isZero();
			WorkflowClient client = context.getBean(WorkflowClient.class);
			client.stub(GreetingWorkflow.class, "patient").release();
			assertThat(Application.result(client.handle("patient", String.class))).isEqualTo("Hello patient");
		}
	}

	@Test
	void severalEntityManagerFactories() {
		try (ConfigurableApplicationContext context = Application.start(TwoUnits.class)) {
			assertThat(context.getBeanNamesForType(EntityManagerFactory.class))
				.containsExactlyInAnyOrder("itemsFactory", "parcelsFactory");
			String result = Application.result(context.getBean(WorkflowClient.class)
				.start(PackingWorkflow.class, (workflow) -> workflow.pack("tea")));
			assertThat(result).isEqualTo("packed");
			assertThat(context.getBean(ItemRepository.class).findAll()).extracting(Item::getId).containsExactly("tea");
			assertThat(context.getBean(ParcelRepository.class).findAll()).extracting(Parcel::getId)
				.containsExactly("tea");
			assertThat(entities(context, "itemsFactory")).containsExactly("Item");
			assertThat(entities(context, "parcelsFactory")).containsExactly("Parcel");
		}
	}

	private static java.util.List<String> entities(ConfigurableApplicationContext context, String factory) {
		return context.getBean(factory, EntityManagerFactory.class)
			.getMetamodel()
			.getEntities()
			.stream()
			.<String>map(EntityType::getName)
			.toList();
	}

	@Test
	void noJpaOfItsOwn() {
		try (ConfigurableApplicationContext context = Application.startWithoutJpa(Greetings.class)) {
			assertThat(context.getBeanNamesForType(EntityManagerFactory.class)).isEmpty();
			Application.requireThatWorkflowsRun(context);
			JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
			TransactionTemplate transactions = new TransactionTemplate(
					context.getBean(PlatformTransactionManager.class));
			transactions.executeWithoutResult((status) -> {
				context.getBean(WorkflowClient.class)
					.start(GreetingWorkflow.class, (workflow) -> workflow.greet("undone"));
				status.setRollbackOnly();
			});
			assertThat(jdbc.queryForObject("select count(*) from durable_workflow where workflow_id = 'undone'",
					Integer.class))
				.isZero();
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EntityScan(basePackageClasses = Item.class)
	@EnableJpaRepositories(basePackageClasses = ItemRepository.class)
	@Import({ GreetingWorkflow.class, Greeter.class })
	static class Scanning {

	}

	@Workflow
	static class PackingWorkflow {

		private final Packing packing;

		PackingWorkflow(Packing packing) {
			this.packing = packing;
		}

		@WorkflowMethod(id = "#item")
		String pack(String item) {
			this.packing.take(item);
			return this.packing.pack(item);
		}

	}

	@Activity
	static class Packing {

		private final ItemRepository items;

		private final ParcelRepository parcels;

		Packing(ItemRepository items, ParcelRepository parcels) {
			this.items = items;
			this.parcels = parcels;
		}

		@Transactional
		public void take(String item) {
			this.items.save(new Item(item));
		}

		@Transactional("parcelsTransactions")
		public String pack(String item) {
			this.parcels.save(new Parcel(item));
			return "packed";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ PackingWorkflow.class, Packing.class, ItemsUnit.class, ParcelsUnit.class })
	static class TwoUnits {

		static LocalContainerEntityManagerFactoryBean factory(DataSource dataSource, Class<?> entity) {
			LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
			factory.setPersistenceUnitName(entity.getSimpleName());
			factory.setDataSource(dataSource);
			factory.setPackagesToScan(entity.getPackageName());
			factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
			factory.setJpaPropertyMap(Map.of("hibernate.hbm2ddl.auto", "create-drop"));
			return factory;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableJpaRepositories(basePackageClasses = ItemRepository.class, entityManagerFactoryRef = "itemsFactory",
			transactionManagerRef = "itemsTransactions")
	static class ItemsUnit {

		@Bean
		@Primary
		DataSource itemsSource() {
			return new DriverManagerDataSource(Application.freshUrl(), "sa", "");
		}

		@Bean
		@Primary
		LocalContainerEntityManagerFactoryBean itemsFactory(DataSource itemsSource) {
			return TwoUnits.factory(itemsSource, Item.class);
		}

		@Bean
		@Primary
		JpaTransactionManager itemsTransactions(@Qualifier("itemsFactory") EntityManagerFactory factory) {
			return new JpaTransactionManager(factory);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableJpaRepositories(basePackageClasses = ParcelRepository.class, entityManagerFactoryRef = "parcelsFactory",
			transactionManagerRef = "parcelsTransactions")
	static class ParcelsUnit {

		@Bean
		DataSource parcelsSource() {
			return new DriverManagerDataSource(Application.freshUrl(), "sa", "");
		}

		@Bean
		LocalContainerEntityManagerFactoryBean parcelsFactory(@Qualifier("parcelsSource") DataSource dataSource) {
			return TwoUnits.factory(dataSource, Parcel.class);
		}

		@Bean
		JpaTransactionManager parcelsTransactions(@Qualifier("parcelsFactory") EntityManagerFactory factory) {
			return new JpaTransactionManager(factory);
		}

	}

}
