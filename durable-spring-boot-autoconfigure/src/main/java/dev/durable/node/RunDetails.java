package dev.durable.node;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import dev.durable.client.WorkflowDescription;
import dev.durable.store.Letter;
import dev.durable.store.RunRow;

/**
 * A run with all that an operator wants to know of it.
 *
 * @param description what its starter sees of it, too
 * @param row its row
 * @param continuedFrom the run that it goes on from
 * @param historyLength the number of its events
 * @param chain the runs of its chain, the latest first, up to a limit
 * @param timers what timers are set
 * @param children what children have not closed
 * @param unread what letters are unread, up to a limit
 */
public record RunDetails(WorkflowDescription description, RunRow row, Optional<UUID> continuedFrom, long historyLength,
		List<RunRow> chain, List<Timer> timers, List<Child> children, List<Letter> unread) {

	/**
	 * A timer that has neither fired nor been cancelled.
	 *
	 * @param seq its place in the history
	 * @param startedAt when it was set
	 * @param due when it fires
	 */
	public record Timer(long seq, Instant startedAt, Instant due) {

	}

	/**
	 * A child that has not closed.
	 *
	 * @param seq its place in the history
	 * @param startedAt when it was started
	 * @param workflowId its workflow id
	 * @param type its workflow type
	 */
	public record Child(long seq, Instant startedAt, String workflowId, String type) {

	}

}
