package dev.durable;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/**
 * A failure that durable execution itself raises or records.
 */
public abstract sealed class DurableFailure extends RuntimeException
		permits ApplicationFailure, ActivityFailure, ChildWorkflowFailure, ExternalWorkflowFailure, TimeoutFailure,
		CancelledFailure, TerminatedFailure, ActivityOutcomeUnknown, ActivityAbandoned {

	@Serial
	private static final long serialVersionUID = 1L;

	DurableFailure(@Nullable String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
