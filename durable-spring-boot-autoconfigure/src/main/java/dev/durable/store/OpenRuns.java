package dev.durable.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.durable.client.StuckReason;
import dev.durable.client.WorkflowStatus;
import org.jspecify.annotations.Nullable;

/**
 * How many runs are open, and what waits for a node, on all nodes together.
 *
 * @param at the time by the clock of the store
 * @param groups the runs, in groups that are alike
 * @param offers the attempts of activities that are due and that no node has taken yet
 */
public record OpenRuns(Instant at, List<Group> groups, List<Offers> offers) {

	/**
	 * How many groups are counted at the most; the largest come first.
	 */
	public static final int GROUPS_MAX = 1_000;

	public OpenRuns {
		groups = List.copyOf(groups);
		offers = List.copyOf(offers);
	}

	/**
	 * Return how many runs of each type are open, paused and stuck ones included.
	 * @return the numbers by workflow type
	 */
	public Map<String, Long> byType() {
		Map<String, Long> counts = new TreeMap<>();
		this.groups.forEach((group) -> counts.merge(group.type(), group.count(), Long::sum));
		return counts;
	}

	/**
	 * Return how many runs cannot advance.
	 * @return the numbers by reason; a reason without runs is missing
	 */
	public Map<StuckReason, Long> stuck() {
		Map<StuckReason, Long> counts = new TreeMap<>();
		for (Group group : this.groups) {
			if (group.stuck() != null) {
				counts.merge(group.stuck(), group.count(), Long::sum);
			}
		}
		return counts;
	}

	/**
	 * Return what waits in each queue.
	 * @return what waits, by queue; a queue without open runs and offers is missing
	 */
	public Map<String, Waiting> queues() {
		Map<String, Waiting> queues = new TreeMap<>();
		this.groups.forEach((group) -> queues.merge(group.queue(), group.waiting(this.at), Waiting::with));
		this.offers.forEach((offer) -> queues.merge(offer.queue(),
				Waiting.since(offer.due(), offer.dueSince(), this.at), Waiting::with));
		return queues;
	}

	/**
	 * Open runs that are alike.
	 *
	 * @param queue the queue whose nodes run them
	 * @param type their workflow type
	 * @param status {@code RUNNING} or {@code PAUSED}
	 * @param stuck why they cannot advance, or null
	 * @param count how many they are
	 * @param due how many of them are due and have no node: neither stuck nor paused
	 * @param dueSince since when the first of those is due, or null
	 */
	public record Group(String queue, String type, WorkflowStatus status, @Nullable StuckReason stuck, long count,
			long due, @Nullable Instant dueSince) {

		private Waiting waiting(Instant now) {
			return Waiting.since(this.due, this.dueSince, now);
		}

	}

	/**
	 * Attempts that wait in a queue.
	 *
	 * @param queue the queue
	 * @param due how many are due
	 * @param dueSince since when the first of them is due
	 */
	public record Offers(String queue, long due, Instant dueSince) {
	}

	/**
	 * What waits in a queue for a node.
	 *
	 * @param depth how many runs and attempts are due and have no node
	 * @param lag for how long the first of them has been due
	 */
	public record Waiting(long depth, Duration lag) {

		/**
		 * Nothing waits.
		 */
		public static final Waiting NOTHING = new Waiting(0, Duration.ZERO);

		private static Waiting since(long depth, @Nullable Instant since, Instant now) {
			return new Waiting(depth,
					(since != null && since.isBefore(now)) ? Duration.between(since, now) : Duration.ZERO);
		}

		private Waiting with(Waiting other) {
			return new Waiting(this.depth + other.depth, (this.lag.compareTo(other.lag) > 0) ? this.lag : other.lag);
		}

	}

}
