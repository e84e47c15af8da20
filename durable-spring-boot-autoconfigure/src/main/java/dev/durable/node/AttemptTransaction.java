package dev.durable.node;

import java.util.concurrent.Callable;
import java.util.function.Function;

import dev.durable.store.NewLetter;

/**
 * The transaction in which an attempt of a transactional activity runs: the effects of
 * the attempt, its result and the fence commit together or not at all.
 */
@FunctionalInterface
public interface AttemptTransaction {

	/**
	 * Run an attempt in a new transaction with the attributes of its method, then let it
	 * end with its result and the fence as the last statements, and commit. Every
	 * exception of the body rolls back, but one that the method's {@code noRollbackFor}
	 * names commits with the letter of the failure.
	 * @param end writes the letter under the fence
	 * @param body the attempt; returns the letter with its result
	 * @param failure makes the letter of a failure that commits
	 * @return the letter that has been committed
	 * @throws dev.durable.store.OutcomeUnknownException if the commit may or may not have
	 * happened
	 * @throws dev.durable.store.FenceLostException if the node was expired; rolled back
	 * @throws dev.durable.store.AttemptAbandonedException if the attempt was given up;
	 * rolled back
	 * @throws Throwable what the body has thrown; rolled back
	 */
	NewLetter run(AttemptEnd end, Callable<NewLetter> body, Function<Throwable, NewLetter> failure) throws Throwable;

}
