package dev.durable.faults;

import dev.durable.test.PostgresServer.Database;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The tables of the business. None has a key: a duplicate has to show.
 */
final class BusinessTables {

	private BusinessTables() {
	}

	static void create(Database database) {
		JdbcClient jdbc = JdbcClient.create(database.dataSource());
		jdbc.sql("create table faults_order (workflow_id varchar(255))").update();
		jdbc.sql("create table faults_message (workflow_id varchar(255), message varchar(255))").update();
		jdbc.sql("create index faults_message_id on faults_message (workflow_id)").update();
		jdbc.sql("create table faults_token (token varchar(2000), label varchar(255))").update();
		jdbc.sql("""
				create table faults_effect (run_id varchar(255), activity_id varchar(255), attempt integer,
				idempotency_key varchar(255), label varchar(255), node varchar(255),
				written_at timestamp(6) with time zone default clock_timestamp())
				""").update();
	}

}
