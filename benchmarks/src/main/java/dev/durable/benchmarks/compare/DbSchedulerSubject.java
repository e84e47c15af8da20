package dev.durable.benchmarks.compare;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.durable.benchmarks.Order;

/**
 * db-scheduler: a queue of jobs, which keeps no results. A job counts as done when its
 * handler has run, which is before its last commit.
 */
final class DbSchedulerSubject implements Subject {

	private static final int POOL = 50;

	private static final int THREADS = 100;

	private static final String TABLE = """
			create table scheduled_tasks (
				task_name text not null, task_instance text not null, task_data bytea,
				execution_time timestamp with time zone not null, picked boolean not null, picked_by text,
				last_success timestamp with time zone, last_failure timestamp with time zone,
				consecutive_failures int, last_heartbeat timestamp with time zone, version bigint not null,
				priority smallint, primary key (task_name, task_instance));
			create index execution_time_idx on scheduled_tasks (execution_time);
			create index last_heartbeat_idx on scheduled_tasks (last_heartbeat);
			""";

	private final Map<String, CompletableFuture<String>> waiting = new ConcurrentHashMap<>();

	private final HikariDataSource dataSource;

	private final OneTimeTask<String> task;

	private final Scheduler scheduler;

	DbSchedulerSubject(String url) throws SQLException {
		HikariConfig pool = new HikariConfig();
		pool.setJdbcUrl(url);
		pool.setMaximumPoolSize(POOL);
		pool.setMinimumIdle(POOL);
		this.dataSource = new HikariDataSource(pool);
		try (Connection connection = this.dataSource.getConnection();
				Statement statement = connection.createStatement()) {
			statement.execute(TABLE);
		}
		this.task = Tasks.oneTime("step", String.class).execute((job, context) -> {
			CompletableFuture<String> waits = this.waiting.remove(job.getId());
			if (waits != null) {
				waits.complete(job.getData());
			}
		});
		this.scheduler = Scheduler.create(this.dataSource, this.task)
			.threads(THREADS)
			.pollingInterval(Duration.ofMillis(100))
			.enableImmediateExecution()
			.pollUsingLockAndFetch(0.5, 1.0)
			.build();
		this.scheduler.start();
	}

	@Override
	public String description() {
		return "db-scheduler, lock and fetch, " + THREADS + " threads, pool of " + POOL
				+ ", immediate execution; a queue, no results";
	}

	@Override
	public void oneStep(String id, Order order) throws Exception {
		CompletableFuture<String> done = new CompletableFuture<>();
		this.waiting.put(id, done);
		this.scheduler.schedule(this.task.instance(id, order.toString()), Instant.now());
		done.get();
	}

	@Override
	public void close() {
		this.scheduler.stop();
		this.dataSource.close();
	}

}
