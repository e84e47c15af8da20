package dev.durable.faults.chaos;

import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import dev.durable.test.PostgresServer;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Two nodes in one JVM on one PostgreSQL, each with failpoints and chaos of its own.
 */
final class NodePair implements AutoCloseable {

	private static final AtomicInteger PARCELS = new AtomicInteger();

	private final PostgresServer.Database database = PostgresServer.freshDatabase();

	private final ConfigurableApplicationContext troubled = start("troubled");

	private final ConfigurableApplicationContext healthy = start("healthy");

	private final ParcelCheck check = new ParcelCheck(this.database.dataSource());

	private ConfigurableApplicationContext start(String name) {
		return ParcelApplication.start("durable.node.name=" + name, "spring.datasource.url=" + this.database.url(),
				"spring.datasource.username=" + this.database.username(),
				"spring.datasource.password=" + this.database.password());
	}

	/** The one that things go wrong with. */
	Parcels troubled() {
		return this.troubled.getBean(Parcels.class);
	}

	/** The other one. */
	Parcels healthy() {
		return this.healthy.getBean(Parcels.class);
	}

	Failpoints failpoints() {
		return this.troubled.getBean(Failpoints.class);
	}

	Chaos chaos() {
		return this.troubled.getBean(Chaos.class);
	}

	ParcelCheck check() {
		return this.check;
	}

	/**
	 * Return under which id the node in trouble has joined last, or -1 if it has not.
	 */
	long troubledNode() {
		Long id = new JdbcTemplate(this.database.dataSource())
			.queryForObject("select coalesce(max(node_id), -1) from durable_node where name = 'troubled'", Long.class);
		return (id != null) ? id : -1;
	}

	static String newParcel() {
		return "parcel-" + PARCELS.incrementAndGet();
	}

	/**
	 * Wait for parcels at the healthy node, and require that they were sent.
	 */
	void requireSent(List<String> names) throws TimeoutException {
		for (String name : names) {
			healthy().result(name);
		}
		this.check.require(names);
	}

	/**
	 * Let everything go well again.
	 */
	void calm() {
		failpoints().clear();
		chaos().calm();
	}

	@Override
	public void close() {
		calm();
		this.troubled.close();
		this.healthy.close();
	}

}
