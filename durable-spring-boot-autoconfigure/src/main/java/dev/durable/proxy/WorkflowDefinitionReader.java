package dev.durable.proxy;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;

import dev.durable.ActivityMethod;
import dev.durable.QueryMethod;
import dev.durable.Retry;
import dev.durable.SignalMethod;
import dev.durable.UpdateMethod;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.client.Names;
import dev.durable.history.Precedence;
import dev.durable.history.RetrySettings;
import dev.durable.history.StartDetails;
import dev.durable.proxy.WorkflowDefinition.Handlers;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodIntrospector;
import org.springframework.core.MethodIntrospector.MetadataLookup;
import org.springframework.core.annotation.AnnotatedElementUtils;

/**
 * Reads a workflow class and finds what is wrong with it.
 */
final class WorkflowDefinitionReader {

	private final AnnotatedValues values;

	private final ValidatorReader validators;

	private final Problems problems;

	WorkflowDefinitionReader(AnnotatedValues values, Problems problems) {
		this.values = values;
		this.validators = new ValidatorReader(problems);
		this.problems = problems;
	}

	/**
	 * Read a class.
	 * @return the definition, or null if there is not even a workflow method
	 */
	@Nullable WorkflowDefinition read(String beanName, Class<?> type) {
		Proxyable.check(type, "workflow", this.problems);
		WorkflowDependencies.check(type, this.problems);
		select(type, ActivityMethod.class).keySet()
			.forEach((method) -> this.problems.add(type, method, "has @ActivityMethod and is in a @Workflow",
					"Move it to an @Activity bean and inject that: a workflow calls its own methods as plain code"));
		String name = name(type);
		String queue = queue(type);
		Map<Method, WorkflowMethod> mains = find(type, WorkflowMethod.class);
		Handlers handlers = handlers(type);
		checkRoles(type, List.of(mains.keySet(), handlers.signals().values(), handlers.queries().values(),
				handlers.updates().values(), handlers.validators().values()));
		if (mains.size() != 1) {
			String problem = mains.isEmpty() ? "has no @WorkflowMethod"
					: "has " + mains.size() + " methods with @WorkflowMethod: "
							+ String.join(", ", mains.keySet().stream().map(Problems::signature).sorted().toList());
			this.problems.add(type, null, problem, "Annotate exactly one method with @WorkflowMethod");
			return null;
		}
		Map.Entry<Method, WorkflowMethod> main = mains.entrySet().iterator().next();
		new SelfInvocation(type, this.problems).checkWorkflow(main.getKey());
		return new WorkflowDefinition(name, type, beanName, main.getKey(), id(type, main.getKey(), main.getValue()),
				limit(type, main.getKey(), main.getValue()), precedence(type, main.getKey(), main.getValue()), handlers,
				defaults(type, main.getKey(), main.getValue(), queue));
	}

	private String name(Class<?> type) {
		String name = Names.workflowType(type);
		try {
			return Names.requireId("name of the workflow", name);
		}
		catch (IllegalArgumentException ex) {
			this.problems.add(type, null, "has a name that cannot be used. " + ex.getMessage(),
					"Change @Workflow(name = ...)");
			return type.getName();
		}
	}

	private String queue(Class<?> type) {
		Class<?> annotated = AnnotatedTypes.find(type, Workflow.class);
		Workflow annotation = (annotated != null) ? annotated.getAnnotation(Workflow.class) : null;
		if (annotation == null) {
			return StartDetails.DEFAULT_QUEUE;
		}
		try {
			return Names.requireName("queue of the workflow", annotation.queue());
		}
		catch (IllegalArgumentException ex) {
			this.problems.add(type, null, "has a queue that cannot be used. " + ex.getMessage(),
					"Change @Workflow(queue = ...)");
			return StartDetails.DEFAULT_QUEUE;
		}
	}

	private Handlers handlers(Class<?> type) {
		Map<String, Method> signals = named(type, find(type, SignalMethod.class), SignalMethod::name);
		Map<String, Method> queries = named(type, find(type, QueryMethod.class), QueryMethod::name);
		Map<String, Method> updates = named(type, find(type, UpdateMethod.class), UpdateMethod::name);
		for (Method signal : signals.values()) {
			if (signal.getReturnType() != void.class) {
				this.problems.add(type, signal,
						"is a @SignalMethod and returns a " + signal.getReturnType().getSimpleName(),
						"Nobody waits for a signal: make it void, make it an @UpdateMethod, or let a @QueryMethod"
								+ " tell the outcome");
			}
		}
		for (Method query : queries.values()) {
			if (query.getReturnType() == void.class) {
				this.problems.add(type, query, "is a @QueryMethod and returns nothing",
						"Return what is asked for, or make it a @SignalMethod if it changes the workflow");
			}
		}
		return new Handlers(signals, queries, updates, this.validators.read(type, updates));
	}

	private <A extends Annotation> Map<Method, A> find(Class<?> type, Class<A> annotation) {
		Map<Method, A> found = select(type, annotation);
		for (Method method : found.keySet()) {
			Proxyable.check(type, method, "@" + annotation.getSimpleName(), this.problems);
			if (Modifier.isPrivate(method.getModifiers())) {
				this.problems.add(type, method,
						"is private, and a @" + annotation.getSimpleName() + " is called through a proxy",
						"Remove 'private'");
			}
		}
		return found;
	}

	static <A extends Annotation> Map<Method, A> select(Class<?> type, Class<A> annotation) {
		MetadataLookup<A> lookup = (method) -> AnnotatedElementUtils.findMergedAnnotation(method, annotation);
		return MethodIntrospector.selectMethods(type, lookup);
	}

	private <A> Map<String, Method> named(Class<?> type, Map<Method, A> methods, Function<A, String> naming) {
		Map<String, Method> named = new LinkedHashMap<>();
		methods.forEach((method, annotation) -> {
			String set = naming.apply(annotation);
			String name = set.isEmpty() ? method.getName() : set;
			try {
				Names.requireName("name of the handler", name);
			}
			catch (IllegalArgumentException ex) {
				this.problems.add(type, method, "has a name that cannot be used. " + ex.getMessage(),
						"Change the name in its annotation");
			}
			Method other = named.put(name, method);
			if (other != null) {
				this.problems.add(type, method, "has the name '" + name + "', as has " + Problems.signature(other),
						"Give one of them another name in its annotation");
			}
		});
		return named;
	}

	private void checkRoles(Class<?> type, List<? extends Iterable<Method>> roles) {
		List<Method> seen = new ArrayList<>();
		for (Iterable<Method> role : roles) {
			for (Method method : role) {
				if (seen.contains(method)) {
					this.problems.add(type, method, "has two of @WorkflowMethod, @SignalMethod, @QueryMethod,"
							+ " @UpdateMethod and @UpdateValidator", "Keep one of them");
				}
				seen.add(method);
			}
		}
	}

	private @Nullable WorkflowIdExpression id(Class<?> type, Method method, WorkflowMethod annotation) {
		if (annotation.id().isEmpty()) {
			return null;
		}
		try {
			return WorkflowIdExpression.parse(annotation.id(), method);
		}
		catch (IllegalArgumentException ex) {
			this.problems.add(type, method, "has the id expression '" + annotation.id() + "', which " + ex.getMessage(),
					"Correct @WorkflowMethod(id = ...); a parameter is written with #, as in \"#order.id\"");
			return null;
		}
	}

	private @Nullable LimitRule limit(Class<?> type, Method method, WorkflowMethod annotation) {
		if (annotation.concurrency() < 0) {
			this.problems.add(type, method, "allows " + annotation.concurrency() + " runs at once",
					"Set @WorkflowMethod(concurrency = ...) to at least 1, or leave it out");
			return null;
		}
		if (annotation.concurrencyKey().isEmpty()) {
			return (annotation.concurrency() > 0) ? new LimitRule(null, annotation.concurrency()) : null;
		}
		ArgumentExpression key = key(type, method, "concurrency", annotation.concurrencyKey());
		return (key != null) ? new LimitRule(key, Math.max(annotation.concurrency(), 1)) : null;
	}

	private PrecedenceRule precedence(Class<?> type, Method method, WorkflowMethod annotation) {
		int priority = annotation.priority();
		if (priority != 0 && (priority < Precedence.FIRST || priority > Precedence.LAST)) {
			this.problems.add(type, method, "has priority " + priority, "Set @WorkflowMethod(priority = ...) to "
					+ Precedence.FIRST + " to " + Precedence.LAST + ", or leave it out");
			return PrecedenceRule.NONE;
		}
		String key = annotation.fairnessKey();
		return new PrecedenceRule(priority, key.isEmpty() ? null : key(type, method, "fairness", key));
	}

	private @Nullable ArgumentExpression key(Class<?> type, Method method, String what, String text) {
		try {
			return ArgumentExpression.parse(text, method);
		}
		catch (IllegalArgumentException ex) {
			this.problems.add(type, method,
					"has the " + what + " key expression '" + text + "', which " + ex.getMessage(),
					"Correct @WorkflowMethod(" + what + "Key = ...); a parameter is written with #, as in"
							+ " \"#order.customerId\"");
			return null;
		}
	}

	private StartDefaults defaults(Class<?> type, Method method, WorkflowMethod annotation, String queue) {
		BiConsumer<String, String> found = (problem, action) -> this.problems.add(type, method, problem, action);
		Duration execution = this.values.duration(WorkflowMethod.class, "executionTimeout",
				annotation.executionTimeout(), found);
		Duration run = this.values.duration(WorkflowMethod.class, "runTimeout", annotation.runTimeout(), found);
		AnnotatedValues.positive("executionTimeout", execution, found);
		AnnotatedValues.positive("runTimeout", run, found);
		RetrySettings retry = retry(annotation.retry(), found);
		AnnotatedValues.check(retry, found);
		return new StartDefaults(queue, execution, run, retry);
	}

	private RetrySettings retry(Retry retry, BiConsumer<String, String> found) {
		RetrySettings defaults = RetrySettings.DEFAULTS;
		Duration initial = this.values.duration(Retry.class, "initialInterval", retry.initialInterval(), found);
		Duration maximum = this.values.duration(Retry.class, "maximumInterval", retry.maximumInterval(), found);
		return new RetrySettings((initial != null) ? initial : defaults.initialInterval(), retry.backoffCoefficient(),
				(maximum != null) ? maximum : defaults.maximumInterval(), retry.maximumAttempts(),
				Stream.of(retry.nonRetryable()).map(Class::getName).toList(), retry.jitter());
	}

}
