package dev.durable.autoconfigure;

import javax.sql.DataSource;

import dev.durable.jpa.JpaStore;
import dev.durable.jpa.SpringCallerTransaction;
import dev.durable.jpa.TransactionalAttempts;
import dev.durable.node.CallerTransaction;
import dev.durable.proxy.AttemptTransactions;
import dev.durable.store.LetterStore;
import dev.durable.store.Store;
import jakarta.persistence.EntityManagerFactory;
import org.flywaydb.core.Flyway;
import org.hibernate.SessionFactory;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.orm.jpa.JpaTransactionManager;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the store of durable workflows
 * in the database of the application.
 */
@AutoConfiguration(after = { DataSourceAutoConfiguration.class, HibernateJpaAutoConfiguration.class })
@Conditional(OnDurableEnabled.class)
@ConditionalOnClass({ JpaStore.class, DataSource.class, EntityManagerFactory.class, SessionFactory.class, Flyway.class,
		JpaTransactionManager.class })
@ConditionalOnSingleCandidate(DataSource.class)
@ConditionalOnMissingBean(Store.class)
@EnableConfigurationProperties(DurableProperties.class)
public final class DurableJpaAutoConfiguration {

	/**
	 * Made after the migrations of the application: its Flyway does not begin in a schema
	 * in which there are tables already.
	 */
	@Bean
	@DependsOnDatabaseInitialization
	StorePersistence durableStorePersistence(DataSource dataSource, DurableProperties properties) {
		return StorePersistence.open(dataSource, properties.schema());
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
	CallerTransaction durableCallerTransaction(DataSource dataSource) {
		return new SpringCallerTransaction(dataSource);
	}

	@Bean
	AttemptTransactions durableAttemptTransactions(ListableBeanFactory beanFactory, DataSource dataSource,
			ObjectProvider<Store> store) {
		TransactionalAttempts attempts = new TransactionalAttempts(beanFactory, dataSource,
				() -> (LetterStore) store.getObject());
		return attempts::find;
	}

}
