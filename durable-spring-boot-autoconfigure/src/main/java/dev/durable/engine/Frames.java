package dev.durable.engine;

import java.util.Arrays;
import java.util.List;

/**
 * Leaves out of a stack what is not code of the user: the engine, proxies, the JDK.
 */
final class Frames {

	private static final List<String> FOREIGN = List.of("java.", "javax.", "jdk.", "sun.", "org.springframework.",
			"dev.durable.engine.", "dev.durable.node.", "dev.durable.proxy.");

	private Frames() {
	}

	static List<StackTraceElement> ofUser(StackTraceElement[] stack) {
		return Arrays.stream(stack).filter(Frames::isOfUser).toList();
	}

	private static boolean isOfUser(StackTraceElement frame) {
		String type = frame.getClassName();
		return FOREIGN.stream().noneMatch(type::startsWith) && !type.contains("$$");
	}

}
