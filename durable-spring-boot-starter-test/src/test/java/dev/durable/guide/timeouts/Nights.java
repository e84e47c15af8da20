package dev.durable.guide.timeouts;

import java.time.Duration;

import dev.durable.client.WorkflowClient;

import org.springframework.stereotype.Service;

@Service
public class Nights {

	private final WorkflowClient workflows;

	Nights(WorkflowClient workflows) {
		this.workflows = workflows;
	}

	public void start(String day) {
		// tag::timeout-options[]
		this.workflows.start(NightlyWorkflow.class, (nightly) -> nightly.run(day),
				(options) -> options.executionTimeout(Duration.ofHours(2))
					.runTimeout(Duration.ofMinutes(30))
					.retry(5, Duration.ofMinutes(1), 2.0, Duration.ofMinutes(10)));
		// end::timeout-options[]
	}

}
