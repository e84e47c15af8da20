package dev.durable.autoconfigure.transactions;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import dev.durable.client.WorkflowClient;
import dev.durable.client.WorkflowHandle;
import dev.durable.client.WorkflowStatus;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One workflow id, and all that the database has of it.
 *
 * @param context the application
 * @param id the workflow id
 */
record JoiningCase(ApplicationContext context, String id) {

	private static final List<String> TABLES = List.of("durable_history", "durable_activity", "durable_attribute");

	static JoiningCase of(ApplicationContext context) {
		return new JoiningCase(context, UUID.randomUUID().toString());
	}

	static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(5));
	}

	WorkflowClient client() {
		return this.context.getBean(WorkflowClient.class);
	}

	JdbcTemplate jdbc() {
		return this.context.getBean(JdbcTemplate.class);
	}

	HeldWorkflow stub() {
		return client().stub(HeldWorkflow.class, this.id);
	}

	WorkflowHandle<String> handle() {
		return client().handle(this.id, String.class);
	}

	String token() {
		return this.context.getBean(HeldActivities.class).tokens().get(this.id);
	}

	void start() {
		start("wait");
	}

	void start(String mode) {
		client().start(HeldWorkflow.class, (workflow) -> workflow.hold(mode), (options) -> options.id(this.id));
	}

	Integer beginWith(String word) {
		return client().updateWithStart(HeldWorkflow.class, (workflow) -> workflow.hold("wait"),
				(workflow) -> workflow.add(word), (options) -> options.id(this.id));
	}

	/**
	 * Wait until the code of the attempt has returned, and that is stored: nothing else
	 * changes its row then.
	 */
	void startLater() {
		start("later");
		await().until(
				() -> jdbc()
					.queryForObject(
							"select count(*) from durable_activity a join durable_workflow w on w.run_id = a.run_id"
									+ " where w.workflow_id = ? and a.later and not a.begun",
							Integer.class, this.id) == 1);
		await().until(() -> token() != null);
	}

	/**
	 * A signal whose transaction stays open until the run has closed finds nobody.
	 */
	void startWithDeadLetter() {
		start();
		new TransactionTemplate(this.context.getBean(PlatformTransactionManager.class))
			.executeWithoutResult((status) -> {
				stub().say("late");
				CompletableFuture.runAsync(this::end).join();
			});
		await().until(() -> !client().deadLetters(this.id).isEmpty());
		start();
	}

	void end() {
		stub().end();
		handle().result();
	}

	void awaitsSignals() {
		stub().say("marker");
		hears("marker");
	}

	void hears(String word) {
		await().untilAsserted(() -> assertThat(stub().heard()).contains(word));
	}

	void reaches(WorkflowStatus status) {
		await().untilAsserted(() -> assertThat(handle().describe().status()).isEqualTo(status));
	}

	void hasRuns(int count) {
		await().untilAsserted(
				() -> assertThat(jdbc().queryForObject("select count(*) from durable_workflow where workflow_id = ?",
						Integer.class, this.id))
					.isEqualTo(count));
	}

	void writeBusinessRow(String row) {
		jdbc().update("insert into business_row (id) values (?)", row);
	}

	boolean hasBusinessRow(String row) {
		return jdbc().queryForObject("select count(*) from business_row where id = ?", Integer.class, row) == 1;
	}

	/**
	 * Everything that is stored of the workflow id, once nothing is on its way any more.
	 */
	List<Map<String, Object>> settled() {
		await().until(() -> jdbc().queryForObject(
				"select count(*) from durable_inbox i join durable_workflow w on w.first_run_id = i.chain"
						+ " where w.workflow_id = ? and i.state = 'NEW' and w.status <> 'PAUSED'",
				Integer.class, this.id) == 0);
		List<Map<String, Object>> stored = stored();
		List<Map<String, Object>> before = null;
		while (!stored.equals(before)) {
			before = stored;
			stored = stored();
		}
		return stored;
	}

	List<Map<String, Object>> stored() {
		List<Map<String, Object>> rows = new ArrayList<>(
				select("select * from durable_workflow where workflow_id = ? order by run_id"));
		for (String table : TABLES) {
			rows.addAll(select("select * from " + table
					+ " where run_id in (select run_id from durable_workflow where workflow_id = ?)"));
		}
		rows.addAll(select("select * from durable_inbox"
				+ " where chain in (select first_run_id from durable_workflow where workflow_id = ?) order by id"));
		return rows;
	}

	private List<Map<String, Object>> select(String sql) {
		return jdbc().queryForList(sql, this.id).stream().map(JoiningCase::comparable).toList();
	}

	private static Map<String, Object> comparable(Map<String, Object> row) {
		Map<String, Object> comparable = new HashMap<>(row);
		comparable.replaceAll((column, value) -> (value instanceof byte[] bytes) ? Arrays.hashCode(bytes) : value);
		return comparable;
	}

	/**
	 * Rows of runs that there are not.
	 */
	int orphans() {
		int orphans = jdbc().queryForObject(
				"select count(*) from durable_inbox where chain not in (select first_run_id from durable_workflow)",
				Integer.class);
		for (String table : TABLES) {
			orphans += jdbc().queryForObject(
					"select count(*) from " + table + " where run_id not in (select run_id from durable_workflow)",
					Integer.class);
		}
		return orphans;
	}

	@Override
	public String toString() {
		return this.id;
	}

}
