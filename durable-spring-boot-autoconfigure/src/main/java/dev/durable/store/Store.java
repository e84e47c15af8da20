package dev.durable.store;

/**
 * Everything that is durable: {@link NodeStore nodes and their fences}, {@link RunStore
 * runs and their histories}, {@link LetterStore letters}, {@link QueueStore queues} and
 * what is {@link RunReader read about runs}.
 * <p>
 * A method that returns normally has committed, unless it says that it joins the caller's
 * transaction. A method that throws has written nothing, except where it throws
 * {@link OutcomeUnknownException}, which each that writes in a transaction of its own may
 * do; {@code retire} and {@code renew} may simply be repeated then.
 * {@link StoreUnavailableException} may be thrown by each of them: nothing was written,
 * try again later. A name that cannot be stored is an {@link IllegalArgumentException},
 * in a commit {@link Refusal#REJECTED}.
 */
public interface Store extends NodeStore, RunStore, LetterStore, QueueStore, RunReader {

}
