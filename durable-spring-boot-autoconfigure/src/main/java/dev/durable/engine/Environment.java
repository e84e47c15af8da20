package dev.durable.engine;

import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

import dev.durable.history.PayloadConverter;

/**
 * What runs share.
 *
 * @param converter turns values into payloads
 * @param threads where branches run
 * @param bugs tells which exceptions are bugs of the workflow code: they leave the run
 * open and stuck
 * @param blocked told when workflow code blocks its thread by other means than durable
 * calls, with the run and the stack
 * @param drift told when an activity is called with other arguments on replay than are
 * stored, with the run and the activity
 * @param ids makes time-ordered ids for children and for runs that go on
 * @param stubs makes the objects that workflow code calls
 * @param propagation carries context from callers to the code that runs for them
 * @param limits how large a run may become
 * @param builds which build of the code runs here
 */
public record Environment(PayloadConverter converter, BranchThreads threads, Predicate<Throwable> bugs,
		BiConsumer<RunIdentity, StackTraceElement[]> blocked, BiConsumer<RunIdentity, String> drift, Supplier<UUID> ids,
		Stubs stubs, ContextPropagation propagation, RunLimits limits, Builds builds) {

	/**
	 * Make an environment without Spring.
	 * @param converter turns values into payloads
	 * @param threads where branches run
	 * @param bugs tells which exceptions are bugs of the workflow code
	 * @param blocked told when workflow code blocks its thread
	 * @param drift told when an activity is called with other arguments than are stored
	 */
	public Environment(PayloadConverter converter, BranchThreads threads, Predicate<Throwable> bugs,
			BiConsumer<RunIdentity, StackTraceElement[]> blocked, BiConsumer<RunIdentity, String> drift) {
		this(converter, threads, bugs, blocked, drift, UUID::randomUUID, Stubs.NONE, ContextPropagation.NONE,
				RunLimits.DEFAULTS, Builds.UNKNOWN);
	}

}
