package dev.durable.node;

/**
 * Hints between the nodes on one database: look, there may be something for you. They
 * carry nothing and may be lost, late or repeated. All that depends on them is how soon
 * what one node has written is seen by another: without them, at its next poll.
 */
public interface Hints extends AutoCloseable {

	/**
	 * There are none.
	 */
	Hints NONE = new Hints() {

		@Override
		public void send() {
		}

		@Override
		public void listen(Runnable onHint) {
		}

		@Override
		public void close() {
		}

	};

	/**
	 * Give all other nodes a hint. Returns when it is on its way, or lost.
	 */
	void send();

	/**
	 * Say what to do when another node has given a hint, in the place of what was said
	 * before.
	 * @param onHint called on any thread; returns soon and does not throw
	 */
	void listen(Runnable onHint);

	/**
	 * Give and hear no hints any more.
	 */
	@Override
	void close();

}
