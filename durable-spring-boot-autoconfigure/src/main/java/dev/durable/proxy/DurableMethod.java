package dev.durable.proxy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.stream.Stream;

import dev.durable.engine.Invocable;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.core.GenericTypeResolver;
import org.springframework.util.ClassUtils;

/**
 * A method of a bean, with the type variables of its parameters and result resolved
 * against the class of the bean.
 */
final class DurableMethod implements Invocable {

	private final Method method;

	private final Class<?> type;

	private final Type[] parameterTypes;

	private final Type resultType;

	private volatile Method invocable;

	DurableMethod(Method method, Class<?> type) {
		this.method = method;
		this.type = type;
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
	 * A bean behind a proxy of its interfaces has the methods of those only, whose types
	 * may be more general.
	 */
	private Method on(Object target) {
		Method current = this.invocable;
		if (!current.getDeclaringClass().isInstance(target)) {
			current = declared(target.getClass());
			current.setAccessible(true);
			this.invocable = current;
		}
		return current;
	}

	private Method declared(Class<?> proxy) {
		return Stream.of(ClassUtils.getAllInterfacesForClass(proxy))
			.flatMap((type) -> Stream.of(type.getMethods()))
			.filter((candidate) -> candidate.getName().equals(this.method.getName())
					&& candidate.getParameterCount() == this.method.getParameterCount())
			.filter((candidate) -> AopUtils.getMostSpecificMethod(candidate, this.type).equals(this.method))
			.findFirst()
			.orElseGet(() -> AopUtils.selectInvocableMethod(this.method, proxy));
	}

}
