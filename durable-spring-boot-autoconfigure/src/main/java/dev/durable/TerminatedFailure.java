package dev.durable;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/**
 * A run was terminated: closed from outside, with no code of its own running any more.
 * Shows as the cause of what waits for the result.
 */
public final class TerminatedFailure extends DurableFailure {

	@Serial
	private static final long serialVersionUID = 1L;

	private final @Nullable String reason;

	/**
	 * Create a failure. For the engine and for tests.
	 * @param reason why the run was terminated, or {@code null} if nothing was said
	 */
	public TerminatedFailure(@Nullable String reason) {
		super((reason != null) ? "Terminated: " + reason : "Terminated", null);
		this.reason = reason;
	}

	/**
	 * Why the run was terminated, in the words of the one who did it.
	 * @return the reason, or {@code null} if nothing was said
	 */
	public @Nullable String reason() {
		return this.reason;
	}

}
