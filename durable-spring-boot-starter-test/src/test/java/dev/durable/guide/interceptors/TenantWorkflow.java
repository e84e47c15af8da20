package dev.durable.guide.interceptors;

import dev.durable.Durable;
import dev.durable.SignalMethod;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;

@Workflow
public class TenantWorkflow {

	private final TenantActivities activities;

	private String signalledBy;

	TenantWorkflow(TenantActivities activities) {
		this.activities = activities;
	}

	@WorkflowMethod(id = "'tenant-' + #name")
	public String run(String name) {
		Durable.await(() -> this.signalledBy != null);
		return CurrentTenant.get() + ", " + this.activities.current() + ", " + this.signalledBy;
	}

	@SignalMethod
	public void signal() {
		this.signalledBy = CurrentTenant.get();
	}

}
