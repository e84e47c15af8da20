package dev.durable.proxy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Arrays;

import dev.durable.engine.Invocable;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.core.GenericTypeResolver;

/**
 * A method of a bean, with the type variables of its parameters and result resolved
 * against the class of the bean.
 */
final class DurableMethod implements Invocable {

	private final Method method;

	private final Type[] parameterTypes;

	private final Type resultType;

	private volatile Method invocable;

	DurableMethod(Method method, Class<?> type) {
		this.method = method;
		this.parameterTypes = Arrays.stream(method.getGenericParameterTypes())
			.map((parameter) -> GenericTypeResolver.resolveType(parameter, type))
			.toArray(Type[]::new);
		this.resultType = GenericTypeResolver.resolveType(method.getGenericReturnType(), type);
		method.setAccessible(true);
		this.invocable = method;
	}

	@Override
	public Type[] parameterTypes() {
		return this.parameterTypes.clone();
	}

	@Override
	public Type resultType() {
		return this.resultType;
	}

	@Override
	public @Nullable Object invoke(Object target, @Nullable Object[] arguments) throws Throwable {
		try {
			return on(target).invoke(target, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

	/**
	 * A bean behind a proxy of its interfaces has the methods of those only.
	 */
	private Method on(Object target) {
		Method current = this.invocable;
		if (!current.getDeclaringClass().isInstance(target)) {
			current = AopUtils.selectInvocableMethod(this.method, target.getClass());
			current.setAccessible(true);
			this.invocable = current;
		}
		return current;
	}

}
