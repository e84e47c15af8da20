package dev.durable.guide.failures;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

import dev.durable.ApplicationFailure;
import dev.durable.CancelledFailure;
import dev.durable.TerminatedFailure;
import dev.durable.client.WorkflowClient;
import dev.durable.client.WorkflowFailed;

import org.springframework.stereotype.Service;

@Service
public class PayoutDesk {

	private final WorkflowClient workflows;

	PayoutDesk(WorkflowClient workflows) {
		this.workflows = workflows;
	}

	public String outcome(String account) {
		// tag::failure-result[]
		try {
			return this.workflows.handle("payout-" + account, String.class).result(Duration.ofSeconds(5));
		}
		catch (TimeoutException ex) {
			return "still open"; // waiting has ended, the run goes on
		}
		catch (WorkflowFailed ex) {
			if (ex.getCause() instanceof ApplicationFailure failure) {
				return "failed: " + failure.type();
			}
			if (ex.getCause() instanceof CancelledFailure || ex.getCause() instanceof TerminatedFailure) {
				return "stopped: " + ex.getCause().getMessage();
			}
			throw ex;
		}
		// end::failure-result[]
	}

}
