package dev.durable;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/**
 * A limit of time has passed.
 */
public final class TimeoutFailure extends DurableFailure {

	@Serial
	private static final long serialVersionUID = 1L;

	private final TimeoutType timeoutType;

	/**
	 * Create a failure. For the engine and for tests.
	 * @param timeoutType which limit has passed
	 * @param message what was waited for, and how long the limit is
	 * @param cause the last failure before the limit passed
	 */
	public TimeoutFailure(TimeoutType timeoutType, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.timeoutType = timeoutType;
	}

	/**
	 * Which limit has passed.
	 * @return the type of the limit
	 */
	public TimeoutType timeoutType() {
		return this.timeoutType;
	}

}
