package dev.durable.proxy;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

/**
 * What keeps a proxy from seeing calls.
 */
final class Proxyable {

	private Proxyable() {
	}

	static void check(Class<?> type, String what, Problems problems) {
		if (Modifier.isFinal(type.getModifiers())) {
			problems.add(type, null, "is final, so there can be no proxy of it that makes its calls durable",
					"Make the " + what
							+ " a class that is not final (records are), or use a class that delegates to it");
		}
	}

	static void check(Class<?> type, Method method, String what, Problems problems) {
		if (Modifier.isStatic(method.getModifiers())) {
			problems.add(type, method, "is static, and a proxy does not see calls of static methods",
					"Make it an instance method, or remove " + what);
		}
		else if (Modifier.isFinal(method.getModifiers())) {
			problems.add(type, method, "is final, so a proxy cannot make its calls durable",
					"Remove 'final' from the method");
		}
	}

}
