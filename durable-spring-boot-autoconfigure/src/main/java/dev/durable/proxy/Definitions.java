package dev.durable.proxy;

import java.util.LinkedHashMap;
import java.util.Map;

import dev.durable.engine.WorkflowType;
import dev.durable.node.RegisteredActivity;
import dev.durable.node.Registry;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Workflows and activities by name.
 *
 * @param workflows the workflows
 * @param activities the activities
 */
record Definitions(Map<String, WorkflowDefinition> workflows, Map<String, ActivityDefinition> activities) {

	Registry toRegistry(ConfigurableListableBeanFactory beanFactory) {
		RunInstances instances = new RunInstances(beanFactory);
		Map<String, WorkflowType> types = new LinkedHashMap<>();
		this.workflows
			.forEach((name, workflow) -> types.put(name, workflow.toType(instances.register(workflow.beanName()))));
		Map<String, RegisteredActivity> registered = new LinkedHashMap<>();
		this.activities.forEach((name, activity) -> registered.put(name,
				new RegisteredActivity(name, () -> beanFactory.getBean(activity.beanName()),
						new DurableMethod(activity.method(), activity.type()), activity.activity().declared(),
						activity.transaction())));
		return new Registry(types, registered);
	}

}
