package dev.durable;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/**
 * The run, the scope or the activity was cancelled.
 * <p>
 * In workflow code it is thrown by the call that blocks, and by every further blocking
 * call of what was cancelled, outside {@link Durable#detached(Runnable)}. A run that it
 * leaves is cancelled; one that returns normally is completed. In an activity it is
 * thrown by {@link ActivityContext#heartbeat(Object)}.
 */
public final class CancelledFailure extends DurableFailure {

	@Serial
	private static final long serialVersionUID = 1L;

	private final @Nullable String reason;

	/**
	 * Create a failure. For the engine and for tests.
	 * @param reason why it was cancelled, or {@code null} if nothing was said
	 */
	public CancelledFailure(@Nullable String reason) {
		super((reason != null) ? "Cancelled: " + reason : "Cancelled", null);
		this.reason = reason;
	}

	/**
	 * Why it was cancelled, in the words of the one who did it.
	 * @return the reason, or {@code null} if nothing was said
	 */
	public @Nullable String reason() {
		return this.reason;
	}

}
