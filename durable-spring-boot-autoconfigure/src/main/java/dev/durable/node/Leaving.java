package dev.durable.node;

/**
 * Whether the leaving of a run from memory is under way, and whether the run has been
 * claimed again before that was heard. Written by the run and by the poller.
 */
final class Leaving {

	private volatile boolean underWay;

	private volatile boolean claimedAgain;

	/**
	 * A change of the run is about to be committed. What was before does not matter any
	 * more: had it made the run leave, the run would not be here.
	 * @param leaves whether the run leaves memory by this change
	 */
	void submitted(boolean leaves) {
		this.claimedAgain = false;
		this.underWay = leaves;
	}

	/**
	 * This node owns the run, as the poller sees it, while the run is in memory. If it is
	 * leaving, that may be durable, and the run claimed since: somebody must take it up
	 * when it has gone. Else it has not left, and this is what it looks like.
	 */
	void owned() {
		if (this.underWay) {
			this.claimedAgain = true;
		}
	}

	boolean isClaimedAgain() {
		return this.claimedAgain;
	}

}
