package dev.durable.store;

import org.jspecify.annotations.Nullable;

/**
 * What the nodes of a queue must know of an attempt that they may take.
 *
 * @param queue the queue
 * @param activity the name of the activity
 * @param state where the attempt stands
 * @param owner the node that has taken it, or null
 */
public record Routing(String queue, String activity, RoutingState state, @Nullable Long owner) {

	/**
	 * Offer an attempt to the nodes of a queue.
	 * @param queue the queue
	 * @param activity the name of the activity
	 */
	public Routing(String queue, String activity) {
		this(queue, activity, RoutingState.OFFERED, null);
	}

}
