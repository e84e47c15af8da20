package dev.durable;

import java.io.Serial;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * A failure of the application: thrown by workflows and activities on purpose, and the
 * form in which any other exception of theirs is recorded.
 * <p>
 * A plain exception has its fully qualified class name as type. The type is text: no
 * class is ever loaded by it.
 */
public non-sealed class ApplicationFailure extends DurableFailure {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String type;

	private final @Nullable String remoteStack;

	private final transient int size;

	private final transient @Nullable DetailReader reader;

	private boolean nonRetryable;

	private @Nullable Duration nextRetryDelay;

	/**
	 * Create a failure to be thrown by a workflow or an activity.
	 * @param type the kind of the failure, in the words of the application
	 * @param message what has happened
	 * @param details values for the one who handles the failure; they are recorded with
	 * it
	 */
	public ApplicationFailure(String type, @Nullable String message, @Nullable Object... details) {
		this(type, message, null, null, details.length, new GivenDetails(details.clone()));
	}

	/**
	 * Create a failure from what is recorded. For the engine and for tests.
	 * @param type the kind of the failure
	 * @param message what has happened
	 * @param cause the failure behind this one
	 * @param remoteStack the stack trace as text, of the place where the failure was
	 * first thrown
	 * @param size the number of details
	 * @param reader converts a detail when it is asked for
	 */
	public ApplicationFailure(String type, @Nullable String message, @Nullable Throwable cause,
			@Nullable String remoteStack, int size, DetailReader reader) {
		super(message, cause);
		if (type == null) {
			throw new IllegalArgumentException("'type' must not be null: it is what callers tell failures apart by");
		}
		this.type = type;
		this.remoteStack = remoteStack;
		this.size = size;
		this.reader = reader;
	}

	/**
	 * Say that no further attempt can help: the attempt that throws this is the last one.
	 * @return this failure
	 */
	public ApplicationFailure nonRetryable() {
		this.nonRetryable = true;
		return this;
	}

	/**
	 * Set the pause before the next attempt, in place of the one that the retry policy
	 * gives. It holds for this failure only, and only if there is another attempt.
	 * @param delay the pause; zero or negative means at once
	 * @return this failure
	 */
	public ApplicationFailure nextRetryDelay(Duration delay) {
		this.nextRetryDelay = delay.isNegative() ? Duration.ZERO : delay;
		return this;
	}

	/**
	 * The kind of the failure.
	 * @return the type, for a plain exception its fully qualified class name
	 */
	public String type() {
		return this.type;
	}

	/**
	 * Whether no further attempt can help.
	 * @return {@code true} after {@link #nonRetryable()}
	 */
	public boolean isNonRetryable() {
		return this.nonRetryable;
	}

	/**
	 * The pause before the next attempt.
	 * @return the pause, never negative, or empty if the retry policy decides
	 */
	public Optional<Duration> nextRetryDelay() {
		return Optional.ofNullable(this.nextRetryDelay);
	}

	/**
	 * The stack trace of the place where the failure was first thrown, maybe on another
	 * node. The stack trace of this object shows where the workflow learned of it.
	 * @return the stack trace as text, or {@code null} if the failure was made here
	 */
	public @Nullable String remoteStack() {
		return this.remoteStack;
	}

	/**
	 * One of the details.
	 * @param <T> the type of the detail
	 * @param index the position, counted from 0
	 * @param type the type as which the detail is read
	 * @return the detail, {@code null} if {@code null} was given
	 * @throws IndexOutOfBoundsException if there is no detail at the position
	 * @throws ClassCastException if the failure was made here and the detail is of
	 * another type
	 */
	public <T> @Nullable T detail(int index, Class<T> type) {
		if (this.reader == null || index < 0 || index >= this.size) {
			throw new IndexOutOfBoundsException("Failure of type '" + this.type + "' has no detail " + index
					+ ": it has " + this.size + ", counted from 0");
		}
		return this.reader.read(index, type);
	}

	/**
	 * All details, each as what it is without a given type: a recorded object is a map, a
	 * recorded list is a list. Details are not kept by Java serialisation.
	 * @return the details in the order in which they were given, unmodifiable
	 */
	public List<@Nullable Object> details() {
		List<@Nullable Object> details = new ArrayList<>(this.size);
		for (int index = 0; index < this.size; index++) {
			details.add(detail(index, Object.class));
		}
		return Collections.unmodifiableList(details);
	}

	/**
	 * Converts recorded details when they are asked for. To be implemented by a method
	 * reference or a class.
	 */
	@FunctionalInterface
	public interface DetailReader {

		/**
		 * Convert one detail.
		 * @param <T> the type of the detail
		 * @param index the position, counted from 0 and less than the number of details
		 * @param type the type as which the detail is read; {@link Object} for no
		 * particular one
		 * @return the detail, {@code null} if {@code null} was recorded
		 */
		<T> @Nullable T read(int index, Class<T> type);

	}

	private record GivenDetails(@Nullable Object[] values) implements DetailReader {

		@Override
		@SuppressWarnings("unchecked")
		public <T> @Nullable T read(int index, Class<T> type) {
			Class<?> wrapper = MethodType.methodType(type).wrap().returnType();
			return (T) wrapper.cast(this.values[index]);
		}

	}

}
