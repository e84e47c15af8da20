package dev.durable.autoconfigure;

import javax.sql.DataSource;

import dev.durable.jpa.BusinessTransactions;
import dev.durable.jpa.JpaStore;
import dev.durable.jpa.TransactionalAttempts;
import dev.durable.node.CallerTransaction;
import dev.durable.proxy.AttemptTransactions;
import dev.durable.store.Store;
import jakarta.persistence.EntityManagerFactory;
import org.flywaydb.core.Flyway;
import org.hibernate.SessionFactory;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.transaction.TransactionManager;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the store of durable workflows
 * in the database of the application. It comes before the persistence unit of the
 * application, if that has one, so that both are built at the same time.
 */
@AutoConfiguration(after = DataSourceAutoConfiguration.class,
		beforeName = "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration")
@Conditional(OnDurableEnabled.class)
@ConditionalOnClass({ JpaStore.class, DataSource.class, EntityManagerFactory.class, SessionFactory.class, Flyway.class,
		JpaTransactionManager.class })
@ConditionalOnMissingBean(Store.class)
@EnableConfigurationProperties(DurableProperties.class)
public final class DurableJpaAutoConfiguration {

	/**
	 * One data source is chosen: it is the only one, the primary one, or marked.
	 */
	@Configuration(proxyBeanMethods = false)
	@Conditional(DataSourceChosen.class)
	static class Chosen {

		@Bean
		StoreDataSource durableStoreDataSource(ObjectProvider<DataSource> dataSource,
				@DurableDataSource ObjectProvider<DataSource> marked) {
			DataSource chosen = marked.getIfAvailable();
			return new StoreDataSource((chosen != null) ? chosen : dataSource.getObject());
		}

		/**
		 * Made after the migrations of the application: its Flyway does not begin in a
		 * schema in which there are tables already.
		 */
		@Bean
		@DependsOnDatabaseInitialization
		StorePersistence durableStorePersistence(StoreDataSource dataSource, DurableProperties properties) {
			return StorePersistence.open(dataSource.dataSource(), properties);
		}

		/**
		 * Whatever is wrong with the persistence unit shows before the node starts.
		 */
		@Bean
		SmartInitializingSingleton durablePersistenceUnit(StorePersistence persistence) {
			return persistence::awaitUnit;
		}

		@Bean(destroyMethod = "")
		Store durableStore(StorePersistence persistence) {
			return persistence.store();
		}

		@Bean
		StoreTraits durableStoreTraits(StorePersistence persistence) {
			return persistence.traits();
		}

		@Bean
		CallerTransaction durableCallerTransaction(StorePersistence persistence) {
			return persistence.callers();
		}

		@Bean
		AttemptTransactions durableAttemptTransactions(ListableBeanFactory beanFactory, StoreDataSource dataSource) {
			return new TransactionalAttempts(beanFactory, dataSource.dataSource())::find;
		}

		@Bean
		SmartInitializingSingleton durableBusinessTransactions(ListableBeanFactory beanFactory,
				StoreDataSource dataSource) {
			BusinessTransactions transactions = new BusinessTransactions(dataSource.dataSource());
			return () -> transactions.adopt(beanFactory.getBeansOfType(TransactionManager.class));
		}

	}

	/**
	 * There are several, and none is chosen.
	 */
	@Configuration(proxyBeanMethods = false)
	@Conditional(NoDataSourceChosen.class)
	static class Undecided {

		@Bean
		static UndecidedDataSource durableUndecidedDataSource() {
			return new UndecidedDataSource();
		}

	}

	static final class DataSourceChosen extends AnyNestedCondition {

		DataSourceChosen() {
			super(ConfigurationPhase.REGISTER_BEAN);
		}

		@ConditionalOnSingleCandidate(DataSource.class)
		static final class Single {

		}

		@Conditional(OnMarkedDataSource.class)
		static final class Marked {

		}

	}

	static final class NoDataSourceChosen extends NoneNestedConditions {

		NoDataSourceChosen() {
			super(ConfigurationPhase.REGISTER_BEAN);
		}

		@Conditional(DataSourceChosen.class)
		static final class ChosenOne {

		}

	}

}
