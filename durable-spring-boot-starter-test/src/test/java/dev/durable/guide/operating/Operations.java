package dev.durable.guide.operating;

import java.util.List;

import dev.durable.client.DeadLetter;
import dev.durable.client.HistoryEvent;
import dev.durable.client.WorkflowClient;
import dev.durable.client.WorkflowDescription;
import dev.durable.client.WorkflowHandle;
import dev.durable.client.WorkflowQuery;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Service;

@Service
public class Operations {

	private static final Logger logger = LoggerFactory.getLogger(Operations.class);

	private final WorkflowClient workflows;

	Operations(WorkflowClient workflows) {
		this.workflows = workflows;
	}

	public void look(String id) {
		// tag::operate-look[]
		WorkflowDescription run = this.workflows.handle(id, Object.class).describe();
		logger.info("{} is {}, {}", run.workflowId(), run.status(), run.stuckMessage().orElse("not stuck"));
		run.pendingActivities()
			.forEach((activity) -> logger.info("waits for {}, attempt {}, last failure: {}", activity.type(),
					activity.attempt(), activity.lastFailure().orElse("none")));
		// end::operate-look[]
	}

	// tag::operate-stuck[]
	public List<WorkflowDescription> stuck() {
		return this.workflows.list(WorkflowQuery.where().stuck().limit(100));
	}
	// end::operate-stuck[]

	public void pause(String id) {
		// tag::operate-pause[]
		WorkflowHandle<Object> run = this.workflows.handle(id, Object.class);
		run.pause(); // no code of the workflow moves any more
		run.resume();
		// end::operate-pause[]
	}

	public void repair(String id) {
		// tag::operate-retry[]
		// a FAILED or TIMED_OUT run goes on
		this.workflows.handle(id, Object.class).retry();
		// end::operate-retry[]
	}

	// tag::operate-reset[]
	public void resetToFirst(String id, String kind) {
		WorkflowHandle<Object> run = this.workflows.handle(id, Object.class);
		long event = run.history()
			.stream()
			.filter((candidate) -> candidate.kind().equals(kind))
			.mapToLong(HistoryEvent::seq)
			.findFirst()
			.orElseThrow();
		run.reset(event);
	}
	// end::operate-reset[]

	public void end(String id) {
		// tag::operate-end[]
		// closed, without clean-up
		this.workflows.handle(id, Object.class).terminate("sent twice");
		// end::operate-end[]
	}

	public void remove(String id) {
		// tag::operate-delete[]
		// a closed run, with all that is stored of it
		this.workflows.handle(id, Object.class).delete();
		// end::operate-delete[]
	}

	// tag::operate-letters[]
	public void redeliverAll(String id) {
		for (DeadLetter letter : this.workflows.deadLetters(id)) {
			logger.info("{} of {}: {}", letter.name(), letter.receivedAt(), letter.reason());
			this.workflows.redeliver(letter.id());
		}
	}
	// end::operate-letters[]

}
