package dev.durable.faults.chaos;

import dev.durable.Workflow;
import dev.durable.WorkflowMethod;

/**
 * Prints a label: the child of a parcel.
 */
@Workflow
public class LabelWorkflow {

	private final ParcelActivities activities;

	LabelWorkflow(ParcelActivities activities) {
		this.activities = activities;
	}

	@WorkflowMethod(id = "#parcel + '-label-' + #round")
	public void print(String parcel, int round) {
		this.activities.label(parcel);
	}

}
