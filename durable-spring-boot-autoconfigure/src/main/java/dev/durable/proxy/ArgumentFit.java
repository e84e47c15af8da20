package dev.durable.proxy;

import java.lang.reflect.Type;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * Checks what interceptors put in the place of arguments and results.
 */
final class ArgumentFit {

	private ArgumentFit() {
	}

	/**
	 * Check arguments.
	 * @param what what is called, for the message
	 * @param types the types of its parameters
	 * @param arguments the arguments
	 * @return a copy of the arguments
	 * @throws IllegalArgumentException if they do not fit
	 */
	static @Nullable Object[] require(String what, Type[] types, @Nullable Object[] arguments) {
		boolean fits = types.length == arguments.length;
		for (int index = 0; fits && index < types.length; index++) {
			fits = fits(types[index], arguments[index]);
		}
		if (!fits) {
			throw new IllegalArgumentException(
					what + " was given " + describe(arguments) + " by an interceptor, and takes ("
							+ String.join(", ", Arrays.stream(types).map(Type::getTypeName).toList()) + ")");
		}
		return arguments.clone();
	}

	/**
	 * Check a result, for a method that has one.
	 * @param what what was called, for the message
	 * @param type the type of the result
	 * @param result the result
	 * @return the result, null for a method without one
	 * @throws ClassCastException if it does not fit, which is a bug
	 */
	static @Nullable Object result(String what, Type type, @Nullable Object result) {
		if (type == void.class) {
			return null;
		}
		if (!fits(type, result)) {
			throw new ClassCastException(what + " returns " + type.getTypeName() + ", and an interceptor has returned "
					+ ((result != null) ? "a " + result.getClass().getName() : "null") + " in its place");
		}
		return result;
	}

	private static boolean fits(Type type, @Nullable Object value) {
		Class<?> raw = ResolvableType.forType(type).resolve(Object.class);
		return (value != null) ? ClassUtils.resolvePrimitiveIfNecessary(raw).isInstance(value) : !raw.isPrimitive();
	}

	private static String describe(@Nullable Object[] arguments) {
		return String.join(", ",
				Arrays.stream(arguments)
					.map((argument) -> (argument != null) ? argument.getClass().getName() : "null")
					.toList());
	}

}
