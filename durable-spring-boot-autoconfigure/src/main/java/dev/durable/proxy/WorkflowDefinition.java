package dev.durable.proxy;

import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import dev.durable.engine.Invocable;
import dev.durable.engine.WorkflowType;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;

/**
 * What a workflow class says of itself.
 *
 * @param name the name of the type
 * @param type the class
 * @param beanName its bean
 * @param main the workflow method
 * @param id gives the workflow id, or null
 * @param signals the signal methods by name
 * @param queries the query methods by name
 */
record WorkflowDefinition(String name, Class<?> type, String beanName, Method main, @Nullable WorkflowIdExpression id,
		Map<String, Method> signals, Map<String, Method> queries) {

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
		Role signal = role(Kind.SIGNAL, this.signals, method);
		return (signal != null) ? signal : role(Kind.QUERY, this.queries, method);
	}

	private static @Nullable Role role(Kind kind, Map<String, Method> methods, Method method) {
		for (Map.Entry<String, Method> entry : methods.entrySet()) {
			if (entry.getValue().equals(method)) {
				return new Role(kind, entry.getKey(), method);
			}
		}
		return null;
	}

	WorkflowType toType(Supplier<Object> instances) {
		return new WorkflowType(this.name, instances, new DurableMethod(this.main, this.type), invocables(this.signals),
				invocables(this.queries));
	}

	private Map<String, Invocable> invocables(Map<String, Method> methods) {
		Map<String, Invocable> invocables = new LinkedHashMap<>();
		methods.forEach((name, method) -> invocables.put(name, new DurableMethod(method, this.type)));
		return invocables;
	}

	/**
	 * What a method of a workflow is for.
	 */
	enum Kind {

		MAIN, SIGNAL, QUERY

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

}
