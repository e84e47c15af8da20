package dev.durable.proxy;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.durable.UpdateValidator;

/**
 * Finds the validators of updates. They are called on the instance of a run and never
 * through a proxy, so that they may be private or final.
 */
final class ValidatorReader {

	private final Problems problems;

	ValidatorReader(Problems problems) {
		this.problems = problems;
	}

	Map<String, Method> read(Class<?> type, Map<String, Method> updates) {
		Map<String, Method> validators = new LinkedHashMap<>();
		WorkflowDefinitionReader.select(type, UpdateValidator.class).forEach((method, annotation) -> {
			check(type, method);
			Method update = updates.get(annotation.value());
			if (update == null) {
				this.problems.add(type, method,
						"is the @UpdateValidator of '" + annotation.value() + "', and the updates are "
								+ (updates.isEmpty() ? "none"
										: String.join(", ", updates.keySet().stream().sorted().toList())),
						"Name an @UpdateMethod of the class: by its name, or by that of the method if it has none");
				return;
			}
			if (!Arrays.equals(method.getParameterTypes(), update.getParameterTypes())) {
				this.problems.add(
						type, method, "is the @UpdateValidator of '" + annotation.value()
								+ "' and has other parameters than " + Problems.signature(update),
						"Give it the parameters of the update, in their order");
			}
			Method other = validators.put(annotation.value(), method);
			if (other != null) {
				this.problems.add(type, method,
						"is the @UpdateValidator of '" + annotation.value() + "', as is " + Problems.signature(other),
						"Keep one of them");
			}
		});
		return validators;
	}

	private void check(Class<?> type, Method method) {
		if (Modifier.isStatic(method.getModifiers())) {
			this.problems.add(type, method, "is static, and a @UpdateValidator looks at the fields of its run",
					"Make it an instance method");
		}
		if (method.getReturnType() != void.class) {
			this.problems.add(type, method,
					"is a @UpdateValidator and returns a " + method.getReturnType().getSimpleName(),
					"Make it void: it rejects by an exception and accepts by returning");
		}
	}

}
