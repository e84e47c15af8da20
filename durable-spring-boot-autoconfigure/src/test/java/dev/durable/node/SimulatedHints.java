package dev.durable.node;

/**
 * Hints between simulated nodes, some of which get lost.
 *
 * @param node who gives and hears them
 */
record SimulatedHints(SimulatedNode node) implements Hints {

	@Override
	public void send() {
		this.node.hintOthers();
	}

	@Override
	public void listen(Runnable onHint) {
		this.node.onHint(onHint);
	}

	@Override
	public void close() {
	}

}
