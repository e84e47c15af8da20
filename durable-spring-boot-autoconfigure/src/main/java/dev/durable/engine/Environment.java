package dev.durable.engine;

import java.util.function.BiConsumer;
import java.util.function.Predicate;

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
 */
public record Environment(PayloadConverter converter, BranchThreads threads, Predicate<Throwable> bugs,
		BiConsumer<RunIdentity, StackTraceElement[]> blocked, BiConsumer<RunIdentity, String> drift) {

}
