package dev.durable.store;

import dev.durable.history.Precedence;
import org.jspecify.annotations.Nullable;

/**
 * What the nodes of a queue must know of an attempt that they may take.
 *
 * @param queue the queue
 * @param activity the name of the activity
 * @param state where the attempt stands
 * @param owner the node that has taken it, or null
 * @param precedence which attempts come first; it has a priority
 */
public record Routing(String queue, String activity, RoutingState state, @Nullable Long owner, Precedence precedence) {

	public Routing {
		precedence = precedence.ranked();
	}

	/**
	 * Offer an attempt to the nodes of a queue.
	 * @param queue the queue
	 * @param activity the name of the activity
	 */
	public Routing(String queue, String activity) {
		this(queue, activity, Precedence.NONE);
	}

	/**
	 * Offer an attempt to the nodes of a queue.
	 * @param queue the queue
	 * @param activity the name of the activity
	 * @param precedence which attempts come first
	 */
	public Routing(String queue, String activity, Precedence precedence) {
		this(queue, activity, RoutingState.OFFERED, null, precedence);
	}

}
