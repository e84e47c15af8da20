package dev.durable.guide.attributes;

import java.util.ArrayList;
import java.util.List;

import dev.durable.client.WorkflowClient;
import dev.durable.client.WorkflowDescription;
import dev.durable.client.WorkflowQuery;
import dev.durable.client.WorkflowStatus;

import org.springframework.stereotype.Service;

@Service
public class Tickets {

	private final WorkflowClient workflows;

	Tickets(WorkflowClient workflows) {
		this.workflows = workflows;
	}

	// tag::attribute-list[]
	public List<String> openTickets(String country) {
		WorkflowQuery query = WorkflowQuery.where()
			.type(TicketWorkflow.class)
			.status(WorkflowStatus.RUNNING)
			.attribute("country", country)
			.limit(200);
		List<String> ids = new ArrayList<>();
		List<WorkflowDescription> page = this.workflows.list(query);
		while (!page.isEmpty()) {
			page.forEach((ticket) -> ids.add(ticket.workflowId()));
			page = this.workflows.list(query.after(page.get(page.size() - 1).runId()));
		}
		return ids;
	}
	// end::attribute-list[]

}
