package dev.durable.client;

import dev.durable.Workflow;
import org.jspecify.annotations.Nullable;

/**
 * Internal. The rules for the names and ids that users give.
 */
public final class Names {

	private static final int ID_LENGTH_MAX = 200;

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
		if (value == null || value.isEmpty()) {
			throw invalid(what, (value != null) ? "is empty" : "is null");
		}
		if (value.length() > ID_LENGTH_MAX) {
			throw invalid(what, "has " + value.length() + " characters");
		}
		int index = 0;
		while (index < value.length()) {
			int character = value.codePointAt(index);
			if (Character.isISOControl(character)) {
				throw invalid(what, "contains the control character " + describe(character, index));
			}
			if (Character.getType(character) == Character.SURROGATE) {
				throw invalid(what, "contains half a surrogate pair, " + describe(character, index));
			}
			index += Character.charCount(character);
		}
		return value;
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

	private static String describe(int character, int index) {
		return "U+%04X at index %d".formatted(character, index);
	}

	private static IllegalArgumentException invalid(String what, String problem) {
		return new IllegalArgumentException("The " + what + " " + problem + ": use 1 to " + ID_LENGTH_MAX
				+ " characters, no control characters and whole surrogate pairs");
	}

}
