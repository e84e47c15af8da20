package dev.durable.proxy;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import dev.durable.WorkflowInterceptor;
import dev.durable.engine.Invocable;
import dev.durable.engine.WorkflowType;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.core.GenericTypeResolver;

/**
 * What a workflow class says of itself.
 *
 * @param name the name of the type
 * @param type the class
 * @param beanName its bean
 * @param main the workflow method
 * @param id gives the workflow id, or null
 * @param limit how many of its runs may execute at once, or null
 * @param precedence which attempts of its runs come first
 * @param handlers its other methods
 * @param defaults with what its runs are started
 */
record WorkflowDefinition(String name, Class<?> type, String beanName, Method main, @Nullable WorkflowIdExpression id,
		@Nullable LimitRule limit, PrecedenceRule precedence, Handlers handlers, StartDefaults defaults) {

	/**
	 * Return what a method is.
	 * @param called the method as it was called, maybe one of an interface
	 * @return its role, or null for a method that has none
	 */
	@Nullable Role role(Method called) {
		Method method = AopUtils.getMostSpecificMethod(called, this.type);
		if (method.equals(this.main)) {
			return new Role(Kind.MAIN, method.getName(), method);
		}
		Role signal = role(Kind.SIGNAL, this.handlers.signals(), method);
		Role query = (signal != null) ? signal : role(Kind.QUERY, this.handlers.queries(), method);
		return (query != null) ? query : role(Kind.UPDATE, this.handlers.updates(), method);
	}

	private static @Nullable Role role(Kind kind, Map<String, Method> methods, Method method) {
		for (Map.Entry<String, Method> entry : methods.entrySet()) {
			if (entry.getValue().equals(method)) {
				return new Role(kind, entry.getKey(), method);
			}
		}
		return null;
	}

	String simpleName() {
		return this.type.getSimpleName();
	}

	Type resultType(Method method) {
		return GenericTypeResolver.resolveType(method.getGenericReturnType(), this.type);
	}

	Type[] parameterTypes(Method method) {
		return Arrays.stream(method.getGenericParameterTypes())
			.map((parameter) -> GenericTypeResolver.resolveType(parameter, this.type))
			.toArray(Type[]::new);
	}

	WorkflowType toType(Supplier<Object> instances, List<WorkflowInterceptor> interceptors) {
		return new WorkflowType(this.name, instances,
				intercepted(WorkflowInterceptor.Kind.WORKFLOW, this.main.getName(), this.main, interceptors),
				invocables(WorkflowInterceptor.Kind.SIGNAL, this.handlers.signals(), interceptors),
				invocables(WorkflowInterceptor.Kind.QUERY, this.handlers.queries(), interceptors),
				invocables(WorkflowInterceptor.Kind.UPDATE, this.handlers.updates(), interceptors),
				invocables(WorkflowInterceptor.Kind.VALIDATOR, this.handlers.validators(), interceptors),
				(this.limit != null) ? this.limit::limit : null);
	}

	private Map<String, Invocable> invocables(WorkflowInterceptor.Kind kind, Map<String, Method> methods,
			List<WorkflowInterceptor> interceptors) {
		Map<String, Invocable> invocables = new LinkedHashMap<>();
		methods.forEach((handler, method) -> invocables.put(handler, intercepted(kind, handler, method, interceptors)));
		return invocables;
	}

	private Invocable intercepted(WorkflowInterceptor.Kind kind, String handler, Method method,
			List<WorkflowInterceptor> interceptors) {
		Invocable plain = new DurableMethod(method, this.type);
		return interceptors.isEmpty() ? plain
				: new InterceptedWorkflowMethod(plain, interceptors, kind, this.name, handler);
	}

	/**
	 * What a method of a workflow is for.
	 */
	enum Kind {

		MAIN, SIGNAL, QUERY, UPDATE

	}

	/**
	 * A method and what it is for.
	 *
	 * @param kind what it is for
	 * @param name the name under which it is called
	 * @param method the method
	 */
	record Role(Kind kind, String name, Method method) {

	}

	/**
	 * The methods by which others speak to a run.
	 *
	 * @param signals the signal methods by name
	 * @param queries the query methods by name
	 * @param updates the update methods by name
	 * @param validators the validators by the name of their update
	 */
	record Handlers(Map<String, Method> signals, Map<String, Method> queries, Map<String, Method> updates,
			Map<String, Method> validators) {

	}

}
