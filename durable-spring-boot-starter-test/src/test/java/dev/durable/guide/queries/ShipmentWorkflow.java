package dev.durable.guide.queries;

import dev.durable.Durable;
import dev.durable.QueryMethod;
import dev.durable.SignalMethod;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;

// tag::query[]
@Workflow
public class ShipmentWorkflow {

	private String place = "warehouse";

	private boolean delivered;

	@WorkflowMethod(id = "'shipment-' + #trackingNo")
	public String track(String trackingNo) {
		Durable.await(() -> this.delivered);
		return this.place;
	}

	@SignalMethod
	public void scanned(String place, boolean delivered) {
		this.place = place;
		this.delivered = delivered;
	}

	@QueryMethod
	public String place() {
		return this.place;
	}

}
// end::query[]
