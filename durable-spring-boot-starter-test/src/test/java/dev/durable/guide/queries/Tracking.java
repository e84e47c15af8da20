package dev.durable.guide.queries;

import dev.durable.client.WorkflowClient;

import org.springframework.stereotype.Service;

@Service
public class Tracking {

	private final WorkflowClient workflows;

	Tracking(WorkflowClient workflows) {
		this.workflows = workflows;
	}

	public String place(String trackingNo) {
		// tag::query-ask[]
		String place = this.workflows.stub(ShipmentWorkflow.class, "shipment-" + trackingNo).place();
		// end::query-ask[]
		return place;
	}

	public String placeByName(String trackingNo) {
		// tag::query-untyped[]
		String place = this.workflows.handle("shipment-" + trackingNo, String.class).query("place", String.class);
		// end::query-untyped[]
		return place;
	}

}
