package dev.durable.engine;

import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Checks the arguments of a workflow method that is called by values only.
 */
final class Arguments {

	/** Each may be given where one further to the right is declared. */
	private static final List<Class<?>> WIDENING = List.of(Byte.class, Short.class, Integer.class, Long.class,
			Float.class, Double.class);

	private Arguments() {
	}

	/**
	 * Check that arguments fit parameters.
	 * @param types the declared types of the parameters
	 * @param arguments the arguments
	 * @throws IllegalArgumentException if their number or a type is wrong
	 */
	static void check(Type[] types, @Nullable Object[] arguments) {
		if (types.length != arguments.length) {
			throw new IllegalArgumentException("The workflow method takes " + types.length + " argument(s), but "
					+ arguments.length + " were given: give those of the next run, in the same order");
		}
		for (int i = 0; i < types.length; i++) {
			if (!fits(raw(types[i]), arguments[i])) {
				Object argument = arguments[i];
				throw new IllegalArgumentException(
						"Argument " + (i + 1) + " is " + ((argument != null) ? argument.getClass().getName() : "null")
								+ ", but the workflow method takes " + types[i].getTypeName() + " there");
			}
		}
	}

	private static Class<?> raw(Type type) {
		if (type instanceof Class<?> declared) {
			return declared;
		}
		return (type instanceof ParameterizedType generic) ? raw(generic.getRawType()) : Object.class;
	}

	private static boolean fits(Class<?> declared, @Nullable Object argument) {
		if (argument == null) {
			return !declared.isPrimitive();
		}
		Class<?> boxed = MethodType.methodType(declared).wrap().returnType();
		int from = WIDENING.indexOf(argument.getClass());
		return boxed.isInstance(argument) || (from >= 0 && WIDENING.indexOf(boxed) > from);
	}

}
