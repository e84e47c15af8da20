package dev.durable.engine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Asks exceptions for what they say. They are code of the user, which may throw whatever
 * it is asked; that must not keep anybody from recording or logging it.
 */
public final class Printed {

	private Printed() {
	}

	/**
	 * Ask an exception something.
	 * @param question the question
	 * @return the answer, or null if it throws
	 */
	static <T> @Nullable T ask(Supplier<@Nullable T> question) {
		try {
			return question.get();
		}
		catch (Throwable ex) {
			return null;
		}
	}

	/**
	 * Return an exception as text.
	 * @param failure the exception
	 * @return its text, or the name of its class if it has none
	 */
	public static String text(Throwable failure) {
		String text = ask(failure::toString);
		return (text != null) ? text : failure.getClass().getName();
	}

	/**
	 * Return an exception that can be logged.
	 * @param failure the exception
	 * @return the exception, or if it cannot be printed another one that names its class
	 */
	public static Throwable loggable(Throwable failure) {
		try {
			StringWriter text = new StringWriter();
			failure.printStackTrace(new PrintWriter(text));
			text.write(failure.getMessage() + failure.getStackTrace().length);
			return failure;
		}
		catch (Throwable ex) {
			return new IllegalStateException(failure.getClass().getName() + ", which cannot be printed");
		}
	}

}
