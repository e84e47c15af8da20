package dev.durable.store;

import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * Which attempts a node can take.
 *
 * @param queues the queues it serves
 * @param activities the activities it has code for
 * @param limits the limits of those that have any, by activity
 * @param max how many attempts at the most
 * @param served the fairness key that was served last, by priority; the turn is of those
 * that follow it
 * @param since attempts that were due before are left where they are
 */
public record AttemptFilter(Set<String> queues, Set<String> activities, Map<String, AttemptLimit> limits, int max,
		Map<Integer, String> served, Instant since) {

	public AttemptFilter {
		queues = Set.copyOf(queues);
		activities = Set.copyOf(activities);
		limits = Map.copyOf(limits);
		served = Map.copyOf(served);
	}

	/**
	 * Make the filter of a node that has served nobody yet.
	 * @param queues the queues it serves
	 * @param activities the activities it has code for
	 * @param limits the limits of those that have any, by activity
	 * @param max how many attempts at the most
	 */
	public AttemptFilter(Set<String> queues, Set<String> activities, Map<String, AttemptLimit> limits, int max) {
		this(queues, activities, limits, max, Map.of(), Instant.EPOCH);
	}

	/**
	 * Return the fairness key that was served last.
	 * @param priority the priority
	 * @return the key, or an empty text if there is none
	 */
	public String served(int priority) {
		return this.served.getOrDefault(priority, "");
	}

}
