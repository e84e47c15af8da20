package dev.durable.client;

import dev.durable.ValueRules;
import dev.durable.Workflow;
import org.jspecify.annotations.Nullable;

/**
 * Internal. The rules for the names and ids that users give.
 */
public final class Names {

	private static final int REASON_MAX = 2_000;

	private Names() {
	}

	/**
	 * Check that a value can be an id everywhere: in tables, log lines and addresses.
	 * @param what what the value is, for the message, for example {@code workflow id}
	 * @param value the value
	 * @return the value
	 * @throws IllegalArgumentException if the value is {@code null}, is empty, has more
	 * than 200 characters, or contains a control character or half a surrogate pair
	 */
	public static String requireId(String what, @Nullable String value) {
		return ValueRules.requireId(what, value);
	}

	/**
	 * Check that a value can be a name everywhere: of a signal, a query, an update.
	 * @param what what the value is, for the message, for example {@code signal name}
	 * @param value the value
	 * @return the value
	 * @throws IllegalArgumentException if the value is {@code null}, is empty, has more
	 * than 255 characters, or contains a control character or half a surrogate pair
	 */
	public static String requireName(String what, @Nullable String value) {
		return ValueRules.requireName(what, value);
	}

	/**
	 * Check what people say of why they do something.
	 * @param reason the reason
	 * @return the reason
	 * @throws IllegalArgumentException if the reason is {@code null}, has more than 2,000
	 * characters, or contains the character with the code 0 or half a surrogate pair
	 */
	public static String requireReason(@Nullable String reason) {
		if (reason == null) {
			throw invalidReason("is null");
		}
		if (reason.length() > REASON_MAX) {
			throw invalidReason("has " + reason.length() + " characters");
		}
		if (reason.codePoints().anyMatch((point) -> point == 0 || Character.getType(point) == Character.SURROGATE)) {
			throw invalidReason("contains half a surrogate pair or a character with the code 0");
		}
		return reason;
	}

	private static IllegalArgumentException invalidReason(String problem) {
		return new IllegalArgumentException("The reason " + problem + ": use at most " + REASON_MAX
				+ " characters, none with the code 0 and whole surrogate pairs");
	}

	/**
	 * The name of the workflow type that a class stands for. Subclasses, and classes that
	 * implement an annotated interface, stand for the annotated type.
	 * @param type the class, an interface or a proxy of it
	 * @return the name set by {@link Workflow#name()}, otherwise the simple name of the
	 * annotated type, or of the class itself if no type is annotated
	 */
	public static String workflowType(Class<?> type) {
		Class<?> annotated = findAnnotated(type);
		Workflow workflow = (annotated != null) ? annotated.getAnnotation(Workflow.class) : null;
		if (annotated == null || workflow == null) {
			return type.getSimpleName();
		}
		return workflow.name().isEmpty() ? annotated.getSimpleName() : workflow.name();
	}

	private static @Nullable Class<?> findAnnotated(@Nullable Class<?> type) {
		if (type == null || type.isAnnotationPresent(Workflow.class)) {
			return type;
		}
		for (Class<?> implemented : type.getInterfaces()) {
			Class<?> found = findAnnotated(implemented);
			if (found != null) {
				return found;
			}
		}
		return findAnnotated(type.getSuperclass());
	}

}
