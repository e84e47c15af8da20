package dev.durable.proxy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.durable.ActivityInterceptor;
import dev.durable.WorkflowInterceptor;
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
		List<WorkflowInterceptor> aroundWorkflows = beanFactory.getBeanProvider(WorkflowInterceptor.class)
			.orderedStream()
			.toList();
		List<ActivityInterceptor> aroundActivities = beanFactory.getBeanProvider(ActivityInterceptor.class)
			.orderedStream()
			.toList();
		Map<String, WorkflowType> types = new LinkedHashMap<>();
		this.workflows.forEach((name, workflow) -> types.put(name,
				workflow.toType(instances.register(workflow.beanName()), aroundWorkflows)));
		Map<String, RegisteredActivity> registered = new LinkedHashMap<>();
		this.activities.forEach((name, activity) -> registered.put(name,
				new RegisteredActivity(name, () -> beanFactory.getBean(activity.beanName()),
						activity.invocable(aroundActivities), activity.activity().declared(), activity.transaction(),
						activity.limit())));
		return new Registry(types, registered);
	}

}
