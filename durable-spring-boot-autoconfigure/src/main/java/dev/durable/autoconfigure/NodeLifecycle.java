package dev.durable.autoconfigure;

import dev.durable.node.Node;
import dev.durable.node.ThreadedExecutor;
import dev.durable.node.WorkflowService;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * Starts the node last and stops it first. Each start makes a new one, as a context that
 * was stopped may be started again.
 */
final class NodeLifecycle implements SmartLifecycle {

	private final NodeFactory nodes;

	private volatile @Nullable Node node;

	private volatile boolean running;

	private @Nullable ThreadedExecutor executor;

	NodeLifecycle(NodeFactory nodes) {
		this.nodes = nodes;
	}

	WorkflowService service() {
		Node current = this.node;
		if (current == null) {
			throw new IllegalStateException("The workflow client was used before the application had started. Start"
					+ " workflows from an ApplicationRunner or a listener to ApplicationReadyEvent, not from a"
					+ " constructor or @PostConstruct");
		}
		return current;
	}

	@Override
	public synchronized void start() {
		ThreadedExecutor threads = this.nodes.threads();
		try {
			Node started = this.nodes.create(threads);
			started.start();
			this.node = started;
			this.executor = threads;
			this.running = true;
		}
		finally {
			if (!this.running) {
				threads.close();
			}
		}
	}

	@Override
	public void stop(Runnable callback) {
		ThreadedExecutor threads;
		Node current;
		synchronized (this) {
			threads = this.executor;
			current = this.node;
			this.executor = null;
			this.running = false;
		}
		if (threads == null || current == null) {
			callback.run();
			return;
		}
		current.stop().whenComplete((done, failure) -> {
			threads.close();
			callback.run();
		});
	}

	@Override
	public void stop() {
		stop(() -> {
		});
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

}
