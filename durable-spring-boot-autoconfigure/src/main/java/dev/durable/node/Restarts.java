package dev.durable.node;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

import dev.durable.history.Terminal;
import dev.durable.store.IdTakenException;
import dev.durable.store.Letter;
import dev.durable.store.LetterKind;
import dev.durable.store.OutgoingLetter;
import dev.durable.store.RunRow;
import dev.durable.store.RunStart;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out orders to start a run in the place of one that has closed by itself before
 * it could take the order.
 */
final class Restarts {

	private static final Logger logger = LoggerFactory.getLogger(Restarts.class);

	private final NodeContext node;

	private final Runnable hint;

	/** Orders whose chain is gone, which is not to be found out again at each poll. */
	private final Set<Long> hopeless = new HashSet<>();

	/**
	 * Create what carries out orders.
	 * @param node the node
	 * @param hint makes the poller look for what was started
	 */
	Restarts(NodeContext node, Runnable hint) {
		this.node = node;
		this.hint = hint;
	}

	/**
	 * Start the run all the same. If somebody else has started one in the meantime, that
	 * one is to be ended.
	 * @param order the order, which nobody can take any more
	 */
	void carryOut(Letter order) {
		if (this.hopeless.contains(order.id())) {
			return;
		}
		RunRow ended = this.node.store().anyOf(order.chain()).orElse(null);
		if (ended == null) {
			this.hopeless.add(order.id());
			logger.warn("Order {} to start a run cannot be carried out: the run in whose place it was to come has been"
					+ " deleted, so nobody knows the workflow id any more", order.id());
			return;
		}
		Instant end = this.node.store().find(ended.workflowId()).map(RunRow::closedAt).orElse(Instant.MIN);
		try {
			RunStart next = Successors.restarted(order, ended.workflowId(), end, this.node);
			this.node.store().restart(order.id(), next);
			this.node.listener().started(next.run().type());
			this.hint.run();
		}
		catch (IdTakenException ex) {
			String key = "restart/" + order.id();
			this.node.store()
				.send(new OutgoingLetter(ended.workflowId(), null, LetterKind.TERMINATE, "",
						this.node.codec()
							.encode(new Terminal.WorkflowTerminated("another run was started in its place", null)),
						key));
		}
	}

}
