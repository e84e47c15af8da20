package dev.durable.faults.driver;

import java.time.Duration;

import dev.durable.client.WorkflowClient;
import dev.durable.faults.workload.Step;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Answers activities that have left their outcome to somebody else, from the tokens that
 * they have written down.
 */
class Clerk {

	private static final Logger logger = LoggerFactory.getLogger(Clerk.class);

	private static final Duration REST = Duration.ofMillis(200);

	private final WorkflowClient client;

	private final JdbcClient jdbc;

	Clerk(WorkflowClient client, JdbcClient jdbc) {
		this.client = client;
		this.jdbc = jdbc;
	}

	/**
	 * Answer whoever waits, until the thread is interrupted.
	 */
	void work() {
		while (!Thread.currentThread().isInterrupted()) {
			try {
				this.jdbc.sql("select token, label from faults_token")
					.query((row, number) -> new Task(row.getString(1), row.getString(2)))
					.list()
					.forEach(this::answer);
			}
			catch (RuntimeException ex) {
				logger.debug("The clerk tries again", ex);
			}
			Driver.pause(REST);
		}
	}

	private void answer(Task task) {
		try {
			this.client.completeActivity(task.token(), Step.answer(task.label()));
		}
		catch (IllegalStateException ex) {
			logger.debug("Attempt {} waits no longer", task.label(), ex);
		}
		this.jdbc.sql("delete from faults_token where token = ?").param(task.token()).update();
	}

	/**
	 * Somebody who waits.
	 *
	 * @param token the token
	 * @param label the label of the step
	 */
	private record Task(String token, String label) {
	}

}
