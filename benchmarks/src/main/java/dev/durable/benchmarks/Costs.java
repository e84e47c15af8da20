package dev.durable.benchmarks;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Counts what the database has done, by its own statistics.
 */
interface Costs {

	/**
	 * Read the counters.
	 * @return the counts so far
	 */
	Count count();

	/**
	 * Count in a database.
	 * @param jdbc reads its statistics
	 * @param url its address
	 * @return the counter
	 */
	static Costs of(JdbcTemplate jdbc, String url) {
		if (url.startsWith("jdbc:postgresql")) {
			return () -> postgresql(jdbc);
		}
		jdbc.execute("SET QUERY_STATISTICS_MAX_ENTRIES 1000");
		jdbc.execute("SET QUERY_STATISTICS TRUE");
		return () -> h2(jdbc);
	}

	/*
	 * A backend hands its counts in when it has been idle for ten seconds.
	 */
	private static Count postgresql(JdbcTemplate jdbc) {
		LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(12));
		return new Count(number(jdbc, "select xact_commit from pg_stat_database where datname = current_database()"),
				number(jdbc,
						"select sum(n_tup_ins) from pg_stat_user_tables where relname in ('durable_history', 'durable_workflow', 'durable_activity', 'durable_inbox')"));
	}

	/*
	 * Each transaction of the engine that writes locks its fence row once.
	 */
	private static Count h2(JdbcTemplate jdbc) {
		return new Count(number(jdbc, """
				select sum(execution_count) from information_schema.query_statistics
				where lower(sql_statement) like '%durable_fence%for update%'"""), number(jdbc,
				"select (select count(*) from durable_history) + (select count(*) from durable_workflow)"));
	}

	private static long number(JdbcTemplate jdbc, String query) {
		Long value = jdbc.queryForObject(query, Long.class);
		return (value != null) ? value : 0;
	}

	/**
	 * Counts so far.
	 *
	 * @param commits transactions
	 * @param rows rows that were inserted
	 */
	record Count(long commits, long rows) {

	}

}
