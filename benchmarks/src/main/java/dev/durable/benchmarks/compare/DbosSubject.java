package dev.durable.benchmarks.compare;

import java.time.Duration;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.dbos.transact.DBOS;
import dev.dbos.transact.StartWorkflowOptions;
import dev.dbos.transact.config.DBOSConfig;
import dev.dbos.transact.workflow.Workflow;
import dev.dbos.transact.workflow.WorkflowHandle;
import dev.durable.benchmarks.Order;

/**
 * DBOS Transact: a library as this project is one, with a pool that was faster than its
 * default one.
 */
final class DbosSubject implements Subject {

	private static final int POOL = 50;

	private static final String TOPIC = "go";

	private static final Duration LIMIT = Duration.ofMinutes(5);

	private final HikariDataSource dataSource;

	private final DBOS dbos;

	private final Flows flows;

	DbosSubject(String url) {
		HikariConfig pool = new HikariConfig();
		pool.setJdbcUrl(url + "&reWriteBatchedInserts=true");
		pool.setMaximumPoolSize(POOL);
		pool.setMinimumIdle(POOL);
		pool.setConnectionTimeout(60_000);
		this.dataSource = new HikariDataSource(pool);
		this.dbos = new DBOS(DBOSConfig.defaults("bench").withAppVersion("1").withDataSource(this.dataSource));
		this.flows = this.dbos.registerProxy(Flows.class, new DbosFlows(this.dbos));
		this.dbos.launch();
	}

	@Override
	public String description() {
		return "dev.dbos:transact " + DBOS.version() + ", pool of " + POOL + ", started without a queue";
	}

	private static StartWorkflowOptions named(String id) {
		return new StartWorkflowOptions(id);
	}

	@Override
	public void oneStep(String id, Order order) {
		this.dbos.startWorkflow(() -> this.flows.one(order), named(id)).getResult();
	}

	@Override
	public void fourSteps(String id, Order order) {
		this.dbos.startWorkflow(() -> this.flows.four(order), named(id)).getResult();
	}

	@Override
	public Result sleeper(String id) {
		WorkflowHandle<String, RuntimeException> run = this.dbos.startWorkflow(() -> this.flows.sleep(id), named(id));
		return run::getResult;
	}

	@Override
	public Result listener(String id) {
		WorkflowHandle<String, RuntimeException> run = this.dbos.startWorkflow(() -> this.flows.listen(id), named(id));
		return run::getResult;
	}

	@Override
	public void signal(String id) {
		this.dbos.send(id, "go", TOPIC);
	}

	@Override
	public void close() {
		this.dbos.shutdown();
		this.dataSource.close();
	}

	/**
	 * The workflows.
	 */
	public interface Flows {

		/**
		 * Run one step.
		 * @param order what it is given
		 * @return the same
		 */
		Order one(Order order);

		/**
		 * Run four steps.
		 * @param order what the first is given
		 * @return the same
		 */
		Order four(Order order);

		/**
		 * Sleep.
		 * @param id the workflow id
		 * @return that it is done
		 */
		String sleep(String id);

		/**
		 * Wait for a message.
		 * @param id the workflow id
		 * @return the message
		 */
		String listen(String id);

	}

	/**
	 * Their code.
	 */
	public static final class DbosFlows implements Flows {

		private final DBOS dbos;

		DbosFlows(DBOS dbos) {
			this.dbos = dbos;
		}

		@Override
		@Workflow(name = "one")
		public Order one(Order order) {
			return this.dbos.runStep(() -> order, "step");
		}

		@Override
		@Workflow(name = "four")
		public Order four(Order order) {
			Order first = this.dbos.runStep(() -> order, "first");
			Order second = this.dbos.runStep(() -> first, "second");
			Order third = this.dbos.runStep(() -> second, "third");
			return this.dbos.runStep(() -> third, "fourth");
		}

		@Override
		@Workflow(name = "sleep")
		public String sleep(String id) {
			Sleeps.before(id);
			this.dbos.sleep(Sleeps.TIME);
			Sleeps.after(id);
			return "ok";
		}

		@Override
		@Workflow(name = "listen")
		public String listen(String id) {
			return String.valueOf(this.dbos.recv(TOPIC, LIMIT).orElse("nothing"));
		}

	}

}
