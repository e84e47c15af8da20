package dev.durable.proxy;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import dev.durable.QueryMethod;
import dev.durable.SignalMethod;
import dev.durable.WorkflowMethod;
import dev.durable.client.Names;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodIntrospector;
import org.springframework.core.MethodIntrospector.MetadataLookup;
import org.springframework.core.annotation.AnnotatedElementUtils;

/**
 * Reads a workflow class and finds what is wrong with it.
 */
final class WorkflowDefinitionReader {

	private final Problems problems;

	WorkflowDefinitionReader(Problems problems) {
		this.problems = problems;
	}

	/**
	 * Read a class.
	 * @return the definition, or null if there is not even a workflow method
	 */
	@Nullable WorkflowDefinition read(String beanName, Class<?> type) {
		Proxyable.check(type, "workflow", this.problems);
		String name = name(type);
		Map<Method, WorkflowMethod> mains = find(type, WorkflowMethod.class);
		Map<String, Method> signals = named(type, find(type, SignalMethod.class), SignalMethod::name);
		Map<String, Method> queries = named(type, find(type, QueryMethod.class), QueryMethod::name);
		for (Method signal : signals.values()) {
			if (signal.getReturnType() != void.class) {
				this.problems.add(type, signal,
						"is a @SignalMethod and returns a " + signal.getReturnType().getSimpleName(),
						"Nobody waits for a signal: make it void, and let a @QueryMethod tell the outcome");
			}
		}
		for (Method query : queries.values()) {
			if (query.getReturnType() == void.class) {
				this.problems.add(type, query, "is a @QueryMethod and returns nothing",
						"Return what is asked for, or make it a @SignalMethod if it changes the workflow");
			}
		}
		checkRoles(type, List.of(mains.keySet(), signals.values(), queries.values()));
		if (mains.size() != 1) {
			String problem = mains.isEmpty() ? "has no @WorkflowMethod"
					: "has " + mains.size() + " methods with @WorkflowMethod: "
							+ String.join(", ", mains.keySet().stream().map(Problems::signature).sorted().toList());
			this.problems.add(type, null, problem, "Annotate exactly one method with @WorkflowMethod");
			return null;
		}
		Map.Entry<Method, WorkflowMethod> main = mains.entrySet().iterator().next();
		return new WorkflowDefinition(name, type, beanName, main.getKey(), id(type, main.getKey(), main.getValue()),
				signals, queries);
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

	private <A extends Annotation> Map<Method, A> find(Class<?> type, Class<A> annotation) {
		MetadataLookup<A> lookup = (method) -> AnnotatedElementUtils.findMergedAnnotation(method, annotation);
		Map<Method, A> found = MethodIntrospector.selectMethods(type, lookup);
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

	private <A> Map<String, Method> named(Class<?> type, Map<Method, A> methods, Function<A, String> naming) {
		Map<String, Method> named = new LinkedHashMap<>();
		methods.forEach((method, annotation) -> {
			String set = naming.apply(annotation);
			String name = set.isEmpty() ? method.getName() : set;
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
					this.problems.add(type, method, "has two of @WorkflowMethod, @SignalMethod and @QueryMethod",
							"Keep one of them");
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

}
