package dev.durable.node;

import java.util.Map;

import dev.durable.engine.WorkflowType;

/**
 * What a node has code for.
 *
 * @param workflows the workflow types by name
 * @param activities the activities by name
 */
public record Registry(Map<String, WorkflowType> workflows, Map<String, RegisteredActivity> activities) {

	public Registry {
		workflows = Map.copyOf(workflows);
		activities = Map.copyOf(activities);
	}

}
