package dev.durable.actuate;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * Where the code of a run is blocked.
 *
 * @param id the workflow id
 * @param runId the run id
 * @param source how it was found out
 * @param branches its branches, in the order of their creation
 * @param problem why nothing can be said, or null
 */
public record StackDescriptor(String id, String runId, Source source, List<Branch> branches,
		@Nullable String problem) implements OperationResponseBody {

	/**
	 * How a stack was found out.
	 */
	public enum Source {

		/** By replay of the committed history, in an instance of its own. */
		REPLAY,

		/** On the thread, which the code holds by other means than durable calls. */
		THREAD,

		/** Not at all. */
		NONE

	}

	/**
	 * A branch.
	 *
	 * @param name its name
	 * @param waitsFor what it waits for, or null if it holds its thread
	 * @param heldFor how long it has held its thread at the least, or null if it waits
	 * @param frames where it is, the innermost call first
	 */
	public record Branch(String name, @Nullable String waitsFor, @Nullable Duration heldFor, List<String> frames) {

	}

}
