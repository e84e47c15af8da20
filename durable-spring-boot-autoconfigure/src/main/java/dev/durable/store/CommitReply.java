package dev.durable.store;

import java.time.Instant;
import java.util.Map;

/**
 * The answer to a commit.
 *
 * @param now the time by the clock of the store, read within the transaction
 * @param refusals the changes that were refused, by index; if there is one, nothing was
 * written
 */
public record CommitReply(Instant now, Map<Integer, Refusal> refusals) {

	/**
	 * Tell whether the changes are durable.
	 * @return true if nothing was refused
	 */
	public boolean isCommitted() {
		return this.refusals.isEmpty();
	}

}
