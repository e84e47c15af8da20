package dev.durable.engine;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Type;

import org.jspecify.annotations.Nullable;

/**
 * A method of user code that can be called with arguments from a payload.
 */
public interface Invocable {

	/**
	 * Return the declared types of the parameters.
	 * @return the types
	 */
	Type[] parameterTypes();

	/**
	 * Return the declared type of the result.
	 * @return the type
	 */
	Type resultType();

	/**
	 * Call it.
	 * @param target the object to call it on
	 * @param arguments the arguments
	 * @return the result
	 * @throws Throwable what the user code throws, as it is
	 */
	@Nullable Object invoke(Object target, @Nullable Object[] arguments) throws Throwable;

	/**
	 * Make an invocable of a method.
	 * @param method the method, which is made accessible
	 * @return the invocable
	 */
	static Invocable of(Method method) {
		method.setAccessible(true);
		Type[] parameterTypes = method.getGenericParameterTypes();
		Type resultType = method.getGenericReturnType();
		return new Invocable() {

			@Override
			public Type[] parameterTypes() {
				return parameterTypes;
			}

			@Override
			public Type resultType() {
				return resultType;
			}

			@Override
			public @Nullable Object invoke(Object target, @Nullable Object[] arguments) throws Throwable {
				try {
					return method.invoke(target, arguments);
				}
				catch (InvocationTargetException ex) {
					throw ex.getTargetException();
				}
			}

		};
	}

}
