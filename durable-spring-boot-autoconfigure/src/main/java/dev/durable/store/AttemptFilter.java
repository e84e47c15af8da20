package dev.durable.store;

import java.util.Map;
import java.util.Set;

/**
 * Which attempts a node can take.
 *
 * @param queues the queues it serves
 * @param activities the activities it has code for
 * @param limits the limits of those that have any, by activity
 * @param max how many attempts at the most
 */
public record AttemptFilter(Set<String> queues, Set<String> activities, Map<String, AttemptLimit> limits, int max) {

	public AttemptFilter {
		queues = Set.copyOf(queues);
		activities = Set.copyOf(activities);
		limits = Map.copyOf(limits);
	}

}
