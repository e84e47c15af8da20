package dev.durable.store;

import java.time.Instant;
import java.util.Map;

/**
 * The answer to a commit.
 *
 * @param now the time by the clock of the store, read within the transaction
 * @param refusals the changes that were refused, by index
 * @param isCommitted whether all others are durable; if not, nothing was written
 */
public record CommitReply(Instant now, Map<Integer, Refusal> refusals, boolean isCommitted) {

	/**
	 * Make the answer to a commit of which nothing was written if something was refused.
	 * @param now the time by the clock of the store
	 * @param refusals the changes that were refused, by index
	 */
	public CommitReply(Instant now, Map<Integer, Refusal> refusals) {
		this(now, refusals, refusals.isEmpty());
	}

}
