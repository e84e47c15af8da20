package dev.durable.proxy;

import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.durable.Activity;
import dev.durable.Workflow;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Looks through the types of all beans for workflows and activities.
 */
final class DefinitionScan {

	private static final Logger logger = LoggerFactory.getLogger(DefinitionScan.class);

	private final ConfigurableListableBeanFactory beanFactory;

	private final ActivityConfiguration configuration;

	private final ObjectProvider<AttemptTransactions> transactions;

	DefinitionScan(ConfigurableListableBeanFactory beanFactory, ActivityConfiguration configuration,
			ObjectProvider<AttemptTransactions> transactions) {
		this.beanFactory = beanFactory;
		this.configuration = configuration;
		this.transactions = transactions;
	}

	Definitions scan() {
		Problems problems = new Problems();
		AnnotatedValues values = new AnnotatedValues(this::resolve);
		WorkflowDefinitionReader workflowReader = new WorkflowDefinitionReader(values, problems);
		ActivityDefinitionReader activityReader = new ActivityDefinitionReader(
				new ActivitySettingsReader(this.configuration, values),
				this.transactions.getIfAvailable(() -> (method, type) -> null), problems);
		Map<String, WorkflowDefinition> workflows = new LinkedHashMap<>();
		Map<String, ActivityDefinition> activities = new LinkedHashMap<>();
		for (String beanName : this.beanFactory.getBeanNamesForType(Object.class, true, false)) {
			if (RunInstances.isRunInstance(beanName) || ScopedProxyUtils.isScopedTarget(beanName)) {
				continue;
			}
			Class<?> beanType = beanType(beanName);
			Class<?> workflowType = DurableDefinitions.userClass(beanType, Workflow.class);
			Class<?> activityType = DurableDefinitions.userClass(beanType, Activity.class);
			if (workflowType != null && activityType != null) {
				problems.add(workflowType, null, "is a @Workflow and an @Activity",
						"Make two classes of it: the workflow has the state and decides, the activity has the side effects");
			}
			else if (workflowType != null) {
				add(workflows, workflowReader.read(beanName, workflowType), problems);
			}
			else if (activityType != null) {
				activityReader.read(beanName, activityType).forEach((activity) -> add(activities, activity, problems));
			}
		}
		problems.throwIfAny();
		return new Definitions(workflows, activities);
	}

	private String resolve(String text) {
		String resolved = this.beanFactory.resolveEmbeddedValue(text);
		return (resolved != null) ? resolved : "";
	}

	private void add(Map<String, WorkflowDefinition> workflows, @Nullable WorkflowDefinition workflow,
			Problems problems) {
		if (workflow == null) {
			return;
		}
		if (!RunInstances.canBeMade(this.beanFactory, workflow.beanName())) {
			problems.add(workflow.type(), null,
					"is the class of the bean '" + workflow.beanName()
							+ "', which has no definition that could make an instance for each run",
					"Declare it by component scan or a @Bean method");
		}
		WorkflowDefinition other = workflows.putIfAbsent(workflow.name(), workflow);
		if (other != null) {
			problems.add(workflow.type(), null,
					"has the workflow name '" + workflow.name() + "', as has " + other.type().getName() + " (beans '"
							+ other.beanName() + "' and '" + workflow.beanName() + "')",
					"Set another name in the @Workflow annotation of one of them, or remove one of the beans");
		}
	}

	private static void add(Map<String, ActivityDefinition> activities, ActivityDefinition activity,
			Problems problems) {
		ActivityDefinition other = activities.putIfAbsent(activity.name(), activity);
		if (other != null) {
			problems.add(activity.type(), activity.method(),
					"has the activity name '" + activity.name() + "', as has " + place(other),
					"Set another name: @ActivityMethod(name = ...) for an overloaded method, @Activity(name = ...)"
							+ " for a bean");
		}
	}

	private static String place(ActivityDefinition activity) {
		Method method = activity.method();
		return activity.type().getName() + "." + Problems.signature(method) + " (bean '" + activity.beanName() + "')";
	}

	/**
	 * Return the class of a bean without creating it or the factory bean that makes it.
	 */
	private @Nullable Class<?> beanType(String beanName) {
		if (this.beanFactory.containsBeanDefinition(beanName) && this.beanFactory.getMergedBeanDefinition(beanName)
			.getAttribute(AutoProxyUtils.ORIGINAL_TARGET_CLASS_ATTRIBUTE) instanceof Class<?> original) {
			return original;
		}
		return this.beanFactory.getType(beanName, false);
	}

	void warn(Definitions definitions) {
		definitions.workflows().values().forEach((workflow) -> warn(workflow.beanName(), workflow.type()));
		definitions.activities()
			.values()
			.stream()
			.collect(java.util.stream.Collectors.toMap(ActivityDefinition::beanName, ActivityDefinition::type,
					(first, second) -> first))
			.forEach(this::warn);
		List<String> unknown = this.configuration.unknown(definitions.activities().keySet());
		if (!unknown.isEmpty()) {
			logger.warn("These settings are for no activity: {}. The activities are: {}", unknown,
					definitions.activities().keySet().stream().sorted().toList());
		}
	}

	private void warn(String beanName, Class<?> type) {
		Object bean = this.beanFactory.getSingleton(beanName);
		if (bean != null && !(bean instanceof Advised advised && DurableBeanPostProcessor.isIn(advised))) {
			logger
				.warn("Bean '{}' of {} has no durable proxy: calls of it from a workflow are plain calls, repeated on every "
						+ "replay. A bean post-processor needed it too early, or something replaced it, as a mock does",
						beanName, type.getName());
		}
	}

}
