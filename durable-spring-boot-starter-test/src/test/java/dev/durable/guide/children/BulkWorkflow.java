package dev.durable.guide.children;

import java.util.ArrayList;
import java.util.List;

import dev.durable.Durable;
import dev.durable.Promise;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.guide.shop.Order;
import dev.durable.guide.shop.Parcel;

// tag::child[]
@Workflow
public class BulkWorkflow {

	private final DeliveryWorkflow deliveries;

	BulkWorkflow(DeliveryWorkflow deliveries) {
		this.deliveries = deliveries;
	}

	@WorkflowMethod
	public int deliver(List<Order> orders) {
		List<Promise<Parcel>> parcels = new ArrayList<>();
		for (Order order : orders) {
			// a child workflow
			parcels.add(Durable.async(() -> this.deliveries.deliver(order)));
		}
		return Durable.all(parcels).get().size();
	}

}
// end::child[]
