package dev.durable.guide.transactions;

import javax.sql.DataSource;

import dev.durable.autoconfigure.DurableDataSource;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * A configuration of two databases. Not annotated, as the guide has one.
 */
class TwoDatabases {

	// tag::transaction-datasource[]
	@Bean
	@Primary
	@ConfigurationProperties("reporting.datasource")
	DataSource reporting() {
		return DataSourceBuilder.create().build();
	}

	@Bean
	@DurableDataSource
	@ConfigurationProperties("orders.datasource")
	DataSource orders() {
		return DataSourceBuilder.create().build();
	}

	@Bean
	JdbcTransactionManager ordersTransactions(@DurableDataSource DataSource orders) {
		return new JdbcTransactionManager(orders);
	}
	// end::transaction-datasource[]

}
