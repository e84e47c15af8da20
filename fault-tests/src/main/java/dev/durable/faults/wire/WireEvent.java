package dev.durable.faults.wire;

/**
 * What a proxy may have done.
 */
public enum WireEvent {

	/** Made a connection for a client. */
	CONNECTED,
	/** Seen the database confirm a commit, whether its client heard of it or not. */
	COMMITTED,
	/** Kept a client from hearing that its commit has happened. */
	REPLY_LOST,
	/** Kept a commit from the database. */
	NEVER_SENT,
	/** Seen the database confirm a commit when its client was gone. */
	LANDED_LATE,
	/** Kept something back in a black hole. */
	HELD,
	/** Delayed something. */
	DELAYED,
	/** Reset a connection. */
	RESET,
	/** Refused a connection while it was down. */
	REFUSED

}
