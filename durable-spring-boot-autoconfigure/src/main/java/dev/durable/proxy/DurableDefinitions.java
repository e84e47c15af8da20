package dev.durable.proxy;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import dev.durable.client.Names;
import dev.durable.engine.ActivityType;
import dev.durable.engine.Stubs;
import dev.durable.history.PayloadConverter;
import dev.durable.node.Registry;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodClassKey;
import org.springframework.util.ClassUtils;

/**
 * What the application has of workflows and activities. They are looked for once, by the
 * types of all beans; no bean is created for it. What is wrong with them keeps the
 * application from starting.
 */
public final class DurableDefinitions implements SmartInitializingSingleton {

	private final DefinitionScan scan;

	private final ConfigurableListableBeanFactory beanFactory;

	private final Map<Class<?>, Optional<WorkflowDefinition>> workflows = new ConcurrentHashMap<>();

	private final Map<MethodClassKey, Optional<ActivityType>> activities = new ConcurrentHashMap<>();

	private volatile @Nullable Definitions definitions;

	private volatile @Nullable Registry registry;

	/**
	 * Create the definitions. Nothing is looked for yet.
	 * @param beanFactory knows the beans
	 * @param configuration what is configured for activities
	 * @param transactions finds out which activities are transactional
	 */
	public DurableDefinitions(ConfigurableListableBeanFactory beanFactory, ActivityConfiguration configuration,
			ObjectProvider<AttemptTransactions> transactions) {
		this.beanFactory = beanFactory;
		this.scan = new DefinitionScan(beanFactory, configuration, transactions);
	}

	@Override
	public void afterSingletonsInstantiated() {
		registry();
		this.scan.warn(definitions());
	}

	/**
	 * Return what a node needs to know.
	 * @return all workflows and activities
	 * @throws InvalidDefinitionException if something is wrong with them
	 */
	public Registry registry() {
		Registry current = this.registry;
		if (current == null) {
			synchronized (this) {
				current = this.registry;
				if (current == null) {
					current = definitions().toRegistry(this.beanFactory);
					this.registry = current;
				}
			}
		}
		return current;
	}

	private Definitions definitions() {
		Definitions current = this.definitions;
		if (current == null) {
			synchronized (this) {
				current = this.definitions;
				if (current == null) {
					current = this.scan.scan();
					this.definitions = current;
				}
			}
		}
		return current;
	}

	/**
	 * Return the classes of all workflows, for a digest of their code.
	 * @return the classes, by name
	 */
	public List<Class<?>> workflowClasses() {
		return definitions().workflows()
			.values()
			.stream()
			.<Class<?>>map(WorkflowDefinition::type)
			.sorted(java.util.Comparator.comparing(Class::getName))
			.toList();
	}

	WorkflowDefinition workflow(Class<?> type) {
		return this.workflows.computeIfAbsent(type, this::find).orElseThrow(() -> unknown(type));
	}

	private Optional<WorkflowDefinition> find(Class<?> type) {
		Class<?> user = ClassUtils.getUserClass(type);
		WorkflowDefinition named = definitions().workflows().get(Names.workflowType(user));
		return Optional.ofNullable(named).filter((definition) -> user.isAssignableFrom(definition.type()));
	}

	private IllegalArgumentException unknown(Class<?> type) {
		return new IllegalArgumentException(type.getName() + " is no workflow of this application. The workflows are "
				+ names(definitions().workflows().values().stream().map(WorkflowDefinition::type).toList())
				+ ". A workflow is a bean whose class has @Workflow");
	}

	private static String names(List<? extends Class<?>> types) {
		return types.isEmpty() ? "none" : types.stream().map(Class::getName).sorted().collect(Collectors.joining(", "));
	}

	/**
	 * Find a workflow by the name of its type.
	 */
	@Nullable WorkflowDefinition workflow(String name) {
		return definitions().workflows().get(name);
	}

	/**
	 * Make the stubs that workflow code calls instead of the beans it knows.
	 * @param converter writes what children are started with
	 * @return makes the stubs
	 */
	public Stubs stubs(PayloadConverter converter) {
		return new WorkflowStubs(this, converter);
	}

	boolean isActivity(Class<?> target) {
		Class<?> user = ClassUtils.getUserClass(target);
		return definitions().activities()
			.values()
			.stream()
			.anyMatch((activity) -> activity.type().isAssignableFrom(user));
	}

	@Nullable ActivityType activity(Method called, Class<?> target) {
		return this.activities.computeIfAbsent(new MethodClassKey(called, target), (key) -> {
			Method method = AopUtils.getMostSpecificMethod(called, ClassUtils.getUserClass(target));
			return definitions().activities()
				.values()
				.stream()
				.filter((activity) -> activity.method().equals(method)
						|| activity.method().equals(called) && activity.type().isAssignableFrom(target))
				.map(ActivityDefinition::activity)
				.findFirst();
		}).orElse(null);
	}

	static @Nullable Class<?> userClass(@Nullable Class<?> type, Class<? extends Annotation> annotation) {
		return (type != null) ? AnnotatedTypes.userClass(type, annotation) : null;
	}

}
