package dev.durable.store;

/**
 * Where an attempt stands that the nodes of a queue may take.
 */
public enum RoutingState {

	/** Any node that serves the queue may take it as soon as it is due. */
	OFFERED,

	/** A node has taken it, and its code may have begun. */
	TAKEN,

	/** It is over, and its outcome is a letter to the run. */
	ENDED,

	/** It was not begun, and nobody may take it any more: the run decides. */
	WITHDRAWN

}
