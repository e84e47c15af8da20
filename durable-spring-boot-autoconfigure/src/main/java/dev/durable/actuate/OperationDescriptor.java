package dev.durable.actuate;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What has become of an operation.
 *
 * @param id the workflow id
 * @param runId the run that was spoken to, or the new one after a reset or a retry
 * @param operation the operation
 * @param outcome what has become of it
 * @param result the answer of a query or an update, masked unless values are shown
 * @param requestId by which the same signal or update is known again, or null
 */
public record OperationDescriptor(String id, String runId, String operation, Outcome outcome, @Nullable Object result,
		@Nullable String requestId) implements OperationResponseBody {

	/**
	 * What has become of an operation.
	 */
	public enum Outcome {

		/** It is recorded, and the run will take it. */
		ACCEPTED,

		/** It is done. */
		DONE,

		/** It is accepted, and there is no answer yet: ask again with its id. */
		PENDING

	}

}
