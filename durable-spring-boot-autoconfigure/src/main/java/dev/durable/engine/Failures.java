package dev.durable.engine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

import dev.durable.ActivityFailure;
import dev.durable.ActivityOutcomeUnknown;
import dev.durable.ApplicationFailure;
import dev.durable.CancelledFailure;
import dev.durable.ChildWorkflowFailure;
import dev.durable.ExternalWorkflowFailure;
import dev.durable.ReadOnlyViolation;
import dev.durable.RetryState;
import dev.durable.TerminatedFailure;
import dev.durable.TimeoutFailure;
import dev.durable.TimeoutType;
import dev.durable.client.WorkflowAlreadyStarted;
import dev.durable.history.FailureInfo;
import dev.durable.history.FailureKind;
import dev.durable.history.Payload;
import dev.durable.history.PayloadConverter;
import dev.durable.history.UnwritableException;
import org.jspecify.annotations.Nullable;

/**
 * Turns exceptions into what is stored of them and back. No class is ever loaded by a
 * stored name: a declared exception comes back because the caller's own code names its
 * class.
 */
public final class Failures {

	private static final int DEPTH_MAX = 8;

	private static final int MESSAGE_CHARS_MAX = 4_000;

	private static final int STACK_CHARS_MAX = 8_000;

	private static final int TYPE_CHARS_MAX = 1_000;

	private Failures() {
	}

	/**
	 * Describe an exception for storing: names, texts and details, causes to a depth of
	 * eight, cycles cut.
	 * @param failure the exception
	 * @param converter writes the details
	 * @return the description
	 */
	public static FailureInfo describe(Throwable failure, PayloadConverter converter) {
		return describe(failure, converter, Collections.newSetFromMap(new IdentityHashMap<>()));
	}

	private static FailureInfo describe(Throwable failure, PayloadConverter converter, Set<Throwable> seen) {
		seen.add(failure);
		Throwable next = Printed.ask(failure::getCause);
		FailureInfo cause = (next != null && seen.size() < DEPTH_MAX && !seen.contains(next))
				? describe(next, converter, seen) : null;
		String message = clip(Printed.ask(failure::getMessage), MESSAGE_CHARS_MAX);
		if (failure instanceof ApplicationFailure application) {
			String stack = (application.remoteStack() != null) ? application.remoteStack() : stackOf(failure);
			return new FailureInfo(FailureKind.APPLICATION, String.valueOf(clip(application.type(), TYPE_CHARS_MAX)),
					message, clip(stack, STACK_CHARS_MAX), details(application, converter),
					application.isNonRetryable(), null, 0, null, null, cause);
		}
		if (failure instanceof ActivityFailure activity) {
			return new FailureInfo(FailureKind.ACTIVITY, activity.activity(), message, null, List.of(), true, null,
					activity.attempts(), activity.retryState().name(), null, cause);
		}
		if (failure instanceof TimeoutFailure timeout) {
			return new FailureInfo(FailureKind.TIMEOUT, timeout.timeoutType().name(), message, null, List.of(), false,
					null, 0, null, null, cause);
		}
		if (failure instanceof ActivityOutcomeUnknown unknown) {
			return new FailureInfo(FailureKind.OUTCOME_UNKNOWN, unknown.activity(), message, null, List.of(), true,
					null, 0, null, null, cause);
		}
		FailureInfo other = describeOther(failure, message, cause);
		return (other != null) ? other : new FailureInfo(FailureKind.APPLICATION, failure.getClass().getName(), message,
				clip(stackOf(failure), STACK_CHARS_MAX), List.of(), false, null, 0, null, null, cause);
	}

	/*
	 * Of a cancellation and a termination the reason is stored, since the message is made
	 * of it again; of an id that is in use the run that has it.
	 */
	private static @Nullable FailureInfo describeOther(Throwable failure, @Nullable String message,
			@Nullable FailureInfo cause) {
		if (failure instanceof ChildWorkflowFailure child) {
			return about(FailureKind.CHILD, child.workflowType(), message, child.workflowId(), cause);
		}
		if (failure instanceof ExternalWorkflowFailure external) {
			return about(FailureKind.EXTERNAL, "", message, external.workflowId(), cause);
		}
		if (failure instanceof WorkflowAlreadyStarted started) {
			return about(FailureKind.ALREADY_STARTED, started.runId(), message, started.workflowId(), cause);
		}
		if (failure instanceof CancelledFailure cancelled) {
			return about(FailureKind.CANCELLED, "", clip(cancelled.reason(), MESSAGE_CHARS_MAX), null, cause);
		}
		if (failure instanceof TerminatedFailure terminated) {
			return about(FailureKind.TERMINATED, "", clip(terminated.reason(), MESSAGE_CHARS_MAX), null, cause);
		}
		return (failure instanceof ReadOnlyViolation) ? about(FailureKind.READ_ONLY, "", message, null, cause) : null;
	}

	private static FailureInfo about(FailureKind kind, String type, @Nullable String message,
			@Nullable String workflowId, @Nullable FailureInfo cause) {
		return new FailureInfo(kind, type, message, null, List.of(), false, null, 0, null, workflowId, cause);
	}

	/**
	 * Make the exception of the API that a stored failure stands for.
	 * @param info the stored failure
	 * @param converter reads the details
	 * @return the exception
	 */
	public static RuntimeException restore(FailureInfo info, PayloadConverter converter) {
		Throwable cause = (info.cause() != null) ? restore(info.cause(), converter) : null;
		String message = (info.message() != null) ? info.message() : "";
		return switch (info.kind()) {
			case APPLICATION -> application(info, message, cause, converter);
			case ACTIVITY -> new ActivityFailure(info.type(), info.attempts(),
					RetryState.valueOf(String.valueOf(info.retryState())), cause);
			case TIMEOUT -> new TimeoutFailure(TimeoutType.valueOf(info.type()), message, cause);
			case OUTCOME_UNKNOWN -> new ActivityOutcomeUnknown(info.type());
			case CHILD -> new ChildWorkflowFailure(info.type(), workflowId(info), cause);
			case CANCELLED -> new CancelledFailure(info.message());
			case TERMINATED -> new TerminatedFailure(info.message());
			case EXTERNAL -> new ExternalWorkflowFailure(workflowId(info), message);
			case ALREADY_STARTED ->
				new WorkflowAlreadyStarted(workflowId(info), info.type().isEmpty() ? "unknown" : info.type());
			case READ_ONLY -> readOnly(message);
		};
	}

	private static String workflowId(FailureInfo info) {
		return (info.workflowId() != null) ? info.workflowId() : "";
	}

	/*
	 * The message is all that is stored; the exception makes it of its two parts.
	 */
	private static ReadOnlyViolation readOnly(String message) {
		int place = message.indexOf(" is not allowed in ");
		int end = message.indexOf(", which may only read: ", Math.max(place, 0));
		return (place < 0 || end < 0) ? new ReadOnlyViolation("A call", "code") : new ReadOnlyViolation(
				message.substring(0, place), message.substring(place + " is not allowed in ".length(), end));
	}

	/**
	 * Make what workflow code gets to see of a failed activity: the declared exception
	 * with the activity failure as its cause, else the activity failure.
	 * @param info the stored activity failure
	 * @param activity the activity as the code declares it
	 * @param converter reads the details
	 * @return the exception
	 */
	static Throwable restore(FailureInfo info, ActivityType activity, PayloadConverter converter) {
		RuntimeException failure = restore(info, converter);
		FailureInfo cause = info.cause();
		String declared = (cause != null) ? cause.declared() : null;
		if (cause != null && declared != null) {
			for (Class<? extends Throwable> type : activity.declared()) {
				if (type.getName().equals(declared)) {
					Throwable typed = instantiate(type, cause.message(), failure);
					return (typed != null) ? typed : failure;
				}
			}
		}
		return failure;
	}

	/**
	 * Return the names by which a retry policy may know an exception: those of its class
	 * and the superclasses, the nearest first.
	 * @param failure the exception
	 * @return the names
	 */
	public static List<String> types(Throwable failure) {
		List<String> names = new ArrayList<>();
		for (Class<?> type = failure.getClass(); type != null; type = type.getSuperclass()) {
			names.add(type.getName());
		}
		return names;
	}

	/**
	 * Find the nearest exception class among those declared that an exception is an
	 * instance of. {@code Exception} and {@code Throwable} themselves tell nothing and do
	 * not count.
	 * @param failure the exception
	 * @param declared the declared classes
	 * @return the name of the class, or null
	 */
	public static @Nullable String nearestDeclared(Throwable failure, List<Class<? extends Throwable>> declared) {
		for (Class<?> type = failure.getClass(); type != null; type = type.getSuperclass()) {
			if (declared.contains(type) && type != Exception.class && type != Throwable.class) {
				return type.getName();
			}
		}
		return null;
	}

	/**
	 * Throw any exception without declaring it, since user code may throw anything.
	 * @param failure the exception
	 * @param <T> hides the type from the compiler
	 * @return nothing; declared so that callers can write {@code throw}
	 * @throws T always
	 */
	@SuppressWarnings("unchecked")
	public static <T extends Throwable> RuntimeException sneaky(Throwable failure) throws T {
		throw (T) failure;
	}

	private static ApplicationFailure application(FailureInfo info, String message, @Nullable Throwable cause,
			PayloadConverter converter) {
		List<Payload> details = info.details();
		ApplicationFailure failure = new ApplicationFailure(info.type(), message, cause, info.stack(), details.size(),
				new ApplicationFailure.DetailReader() {

					@Override
					@SuppressWarnings("unchecked")
					public <T> @Nullable T read(int index, Class<T> type) {
						return (T) converter.read(details.get(index), type);
					}

				});
		return info.nonRetryable() ? failure.nonRetryable() : failure;
	}

	private static List<Payload> details(ApplicationFailure failure, PayloadConverter converter) {
		List<Payload> details = new ArrayList<>();
		for (Object detail : failure.details()) {
			try {
				details.add(converter.write(detail));
			}
			catch (UnwritableException ex) {
				details.add(converter.write("This detail could not be stored: " + ex.getMessage()));
			}
		}
		return details;
	}

	private static @Nullable Throwable instantiate(Class<? extends Throwable> type, @Nullable String message,
			Throwable cause) {
		Throwable made = construct(type, new Class<?>[] { String.class, Throwable.class }, message, cause);
		if (made == null) {
			made = construct(type, new Class<?>[] { String.class }, message);
		}
		if (made == null) {
			made = construct(type, new Class<?>[0]);
		}
		if (made != null && made.getCause() == null) {
			try {
				made.initCause(cause);
			}
			catch (IllegalStateException ex) {
				made.addSuppressed(cause);
			}
		}
		return made;
	}

	private static @Nullable Throwable construct(Class<? extends Throwable> type, Class<?>[] parameters,
			@Nullable Object... arguments) {
		try {
			Constructor<? extends Throwable> constructor = type.getDeclaredConstructor(parameters);
			constructor.setAccessible(true);
			return constructor.newInstance(arguments);
		}
		catch (NoSuchMethodException | InstantiationException | IllegalAccessException | InvocationTargetException ex) {
			return null;
		}
	}

	private static String stackOf(Throwable failure) {
		StringWriter text = new StringWriter();
		PrintWriter writer = new PrintWriter(text);
		StackTraceElement[] elements = Printed.ask(failure::getStackTrace);
		for (int i = 0; elements != null && i < elements.length; i++) {
			if (text.getBuffer().length() > STACK_CHARS_MAX) {
				break;
			}
			writer.println("at " + elements[i]);
		}
		return text.toString();
	}

	private static @Nullable String clip(@Nullable String text, int charsMax) {
		if (text == null) {
			return null;
		}
		String cut = (text.length() > charsMax) ? text.substring(0, charsMax) : text;
		StringBuilder clean = new StringBuilder(cut.length());
		cut.codePoints()
			.map((point) -> (Character.getType(point) == Character.SURROGATE) ? '?' : point)
			.forEach(clean::appendCodePoint);
		return clean.toString();
	}

}
