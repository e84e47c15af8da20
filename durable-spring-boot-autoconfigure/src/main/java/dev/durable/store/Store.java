package dev.durable.store;

/**
 * Everything that is durable: {@link NodeStore nodes and their fences}, {@link RunStore
 * runs and their histories}, {@link LetterStore letters} and what is {@link RunReader
 * read about runs}.
 * <p>
 * A method that returns normally has committed, unless it says that it joins the caller's
 * transaction. A method that throws has written nothing, except where it throws
 * {@link OutcomeUnknownException}. {@link StoreUnavailableException} may be thrown by
 * each of them: nothing was written, try again later.
 */
public interface Store extends NodeStore, RunStore, LetterStore, RunReader {

}
