package dev.durable.autoconfigure.transactions;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.durable.Activity;
import dev.durable.Durable;
import dev.durable.client.WorkflowClient;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Transactional;

/**
 * Leaves its result to somebody else, or writes a business row.
 */
@Activity
public class HeldActivities {

	private final Map<String, String> tokens = new ConcurrentHashMap<>();

	private final JdbcTemplate jdbc;

	private final ObjectProvider<WorkflowClient> client;

	HeldActivities(JdbcTemplate jdbc, ObjectProvider<WorkflowClient> client) {
		this.jdbc = jdbc;
		this.client = client;
	}

	public String later(String workflowId) {
		this.tokens.put(workflowId, Durable.activity().completeLater());
		return "";
	}

	@Transactional
	public void write(String what) {
		this.jdbc.update("insert into business_row (id) values (?)", what);
	}

	@Transactional
	public void startOther(String workflowId) {
		this.jdbc.update("insert into business_row (id) values (?)", workflowId);
		this.client.getObject()
			.start(HeldWorkflow.class, (workflow) -> workflow.hold("return"), (options) -> options.id(workflowId));
	}

	Map<String, String> tokens() {
		return this.tokens;
	}

}
