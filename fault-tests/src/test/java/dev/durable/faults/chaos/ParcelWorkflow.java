package dev.durable.faults.chaos;

import java.time.Duration;

import dev.durable.Durable;
import dev.durable.SignalMethod;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;

/**
 * Sends a parcel in rounds, each of them a run of its own, with a bit of everything that
 * is durable.
 */
@Workflow
public class ParcelWorkflow {

	static final int ROUNDS = 2;

	private final ParcelActivities activities;

	private final CarrierActivities carrier;

	private final LabelWorkflow labels;

	private int approvals;

	ParcelWorkflow(ParcelActivities activities, CarrierActivities carrier, LabelWorkflow labels) {
		this.activities = activities;
		this.carrier = carrier;
		this.labels = labels;
	}

	@WorkflowMethod(id = "#parcel")
	public int send(String parcel, int round, int approvedBefore) {
		this.approvals += approvedBefore;
		this.activities.book(parcel);
		Durable.sleep(Duration.ofMillis(100));
		this.activities.tell(parcel);
		Durable.await(() -> this.approvals >= round);
		this.labels.print(parcel, round);
		this.carrier.carry(parcel);
		if (round < ROUNDS) {
			return Durable.continueAsNew(parcel, round + 1, this.approvals);
		}
		return this.approvals;
	}

	@SignalMethod
	public void approve() {
		this.approvals++;
	}

}
