package dev.durable.faults.driver;

import java.time.Duration;
import java.util.Objects;

import dev.durable.client.StubOptions;
import dev.durable.client.WorkflowClient;
import dev.durable.client.WorkflowIdReusePolicy;
import dev.durable.faults.node.Hoard;
import dev.durable.faults.node.Memory;
import dev.durable.faults.node.Newcomer;
import dev.durable.faults.node.ProgramWorkflow;
import dev.durable.faults.workload.Program;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What the business does: writes a row about each start and each signal, in the
 * transaction in which it is made. Each method does it once, or throws.
 */
class Desk {

	private static final Duration LATE_COMMIT = Duration.ofMillis(300);

	private final WorkflowClient client;

	private final JdbcClient jdbc;

	private final TransactionTemplate transactions;

	Desk(WorkflowClient client, JdbcClient jdbc, TransactionTemplate transactions) {
		this.client = client;
		this.jdbc = jdbc;
		this.transactions = transactions;
	}

	/**
	 * Start a workflow together with a row.
	 * @param id the workflow id
	 * @param program what it is to do
	 * @param commit whether the transaction commits
	 */
	void startWithRow(String id, Program program, boolean commit) {
		this.transactions.executeWithoutResult((status) -> {
			this.jdbc.sql("insert into faults_order (workflow_id) values (?)").param(id).update();
			start(id, program);
			if (!commit) {
				status.setRollbackOnly();
			}
		});
	}

	/**
	 * Start a workflow on its own.
	 * @param id the workflow id
	 * @param program what it is to do
	 */
	void start(String id, Program program) {
		this.client.start(ProgramWorkflow.class, (workflow) -> workflow.run(program, Memory.NONE),
				(options) -> options.id(id).reusePolicy(WorkflowIdReusePolicy.REJECT_DUPLICATE));
	}

	/**
	 * Start a workflow together with its first signal, a row about the start, and one
	 * about the signal, unless all are there already.
	 * @param id the workflow id
	 * @param program what it is to do
	 * @param sender who sends the signal
	 */
	void startWithSignal(String id, Program program, String sender) {
		this.transactions.executeWithoutResult((status) -> {
			if (isNoted(id, sender + 1)) {
				return;
			}
			this.jdbc.sql("insert into faults_order (workflow_id) values (?)").param(id).update();
			this.jdbc.sql("insert into faults_message (workflow_id, message) values (?, ?)")
				.params(id, sender + 1)
				.update();
			this.client.signalWithStart(ProgramWorkflow.class, (workflow) -> workflow.run(program, Memory.NONE),
					(workflow) -> workflow.hear(sender, 1),
					(options) -> options.id(id).reusePolicy(WorkflowIdReusePolicy.REJECT_DUPLICATE));
		});
	}

	/**
	 * Start a workflow that only the newer build has.
	 * @param id the workflow id
	 */
	void startNewcomer(String id) {
		this.client.start(Newcomer.NAME,
				(options) -> options.id(id).reusePolicy(WorkflowIdReusePolicy.REJECT_DUPLICATE));
	}

	/**
	 * Start a workflow that waits while another one with its key executes.
	 * @param id the workflow id
	 * @param key the key
	 */
	void startHoard(String id, String key) {
		this.client.start(Hoard.class, (workflow) -> workflow.run(key),
				(options) -> options.id(id).reusePolicy(WorkflowIdReusePolicy.REJECT_DUPLICATE));
	}

	/**
	 * Send a signal together with a row, unless both are there already.
	 * @param id the workflow id
	 * @param sender who sends it
	 * @param number its number among those of the sender
	 * @param commit whether the transaction commits
	 */
	void signalWithRow(String id, String sender, int number, boolean commit) {
		String key = sender + number;
		this.transactions.executeWithoutResult((status) -> {
			if (isNoted(id, key)) {
				return;
			}
			this.jdbc.sql("insert into faults_message (workflow_id, message) values (?, ?)").params(id, key).update();
			this.client.stub(ProgramWorkflow.class, id, (options) -> named(options, id, key, commit))
				.hear(sender, number);
			if (sender.equals(ProgramWorkflow.LATE)) {
				// the workflow may close between the signal and its commit
				Driver.pause(LATE_COMMIT);
			}
			if (!commit) {
				status.setRollbackOnly();
			}
		});
	}

	private static void named(StubOptions.Builder options, String id, String key, boolean commit) {
		options.signalId(commit ? id + "/" + key : id + "/" + key + "/rolled-back");
	}

	private boolean isNoted(String id, String key) {
		return this.jdbc.sql("select count(*) from faults_message where workflow_id = ? and message = ?")
			.params(id, key)
			.query(Long.class)
			.single() > 0;
	}

	/**
	 * Ask for an update, and wait for the answer.
	 * @param id the workflow id
	 * @param key the update id
	 * @param number the number of the update
	 * @return the answer
	 */
	int update(String id, String key, int number) {
		return this.client.stub(ProgramWorkflow.class, id, (options) -> options.updateId(key)).change(number);
	}

	void cancel(String id) {
		this.client.handle(id, String.class).cancel("the driver asks for it");
	}

	int progress(String id) {
		return Objects.requireNonNull(this.client.handle(id, String.class).query("progress", Integer.class));
	}

}
