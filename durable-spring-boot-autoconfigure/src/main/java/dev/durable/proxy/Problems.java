package dev.durable.proxy;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

import dev.durable.proxy.InvalidDefinitionException.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Collects the problems of definitions, so that one start shows all of them.
 */
final class Problems {

	private final List<Problem> found = new ArrayList<>();

	void add(Class<?> type, @Nullable Method method, String problem, String action) {
		this.found.add(new Problem(type, (method != null) ? signature(method) : null, problem, action));
	}

	void throwIfAny() {
		if (!this.found.isEmpty()) {
			this.found.sort(Comparator.comparing(Problem::where).thenComparing(Problem::problem));
			throw new InvalidDefinitionException(this.found);
		}
	}

	static String signature(Method method) {
		return Arrays.stream(method.getParameterTypes())
			.map(Class::getSimpleName)
			.collect(Collectors.joining(", ", method.getName() + "(", ")"));
	}

}
