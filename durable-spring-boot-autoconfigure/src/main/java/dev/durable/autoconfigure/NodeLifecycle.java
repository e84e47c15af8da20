package dev.durable.autoconfigure;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.durable.node.Lane;
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

	private static final int START_SECONDS_MAX = 10;

	/**
	 * How long a node may take to say that it leaves, of a store that may not answer.
	 */
	private static final Duration LEAVE_MAX = Duration.ofSeconds(1);

	private final NodeFactory nodes;

	private final @Nullable ClassLoader classLoader;

	private final Thread refreshing = Thread.currentThread();

	private final CountDownLatch started = new CountDownLatch(1);

	private volatile @Nullable Node node;

	private volatile boolean running;

	private @Nullable ThreadedExecutor executor;

	NodeLifecycle(NodeFactory nodes, @Nullable ClassLoader classLoader) {
		this.nodes = nodes;
		this.classLoader = classLoader;
	}

	WorkflowService service() {
		Node current = (this.node != null) ? this.node : awaitStart();
		if (current == null) {
			throw new IllegalStateException("The workflow client was used before the application had started. Start"
					+ " workflows from an ApplicationRunner or a listener to ApplicationReadyEvent, not from a"
					+ " constructor or @PostConstruct");
		}
		return current;
	}

	/**
	 * Return the node, or null before it has started.
	 */
	@Nullable Node current() {
		return this.node;
	}

	/*
	 * The web server starts a moment before the node. A request that comes in between
	 * waits; the thread that starts the application must not wait for itself.
	 */
	private @Nullable Node awaitStart() {
		try {
			if (Thread.currentThread() != this.refreshing) {
				this.started.await(START_SECONDS_MAX, TimeUnit.SECONDS);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return this.node;
	}

	@Override
	public synchronized void start() {
		ThreadedExecutor threads = this.nodes.threads(this.classLoader);
		try {
			Node started = this.nodes.create(threads);
			started.start();
			this.node = started;
			this.executor = threads;
			this.running = true;
			this.started.countDown();
		}
		finally {
			if (!this.running) {
				threads.close();
			}
		}
	}

	/*
	 * The limit is kept by a thread of its own: the one that the JDK has for that never
	 * ends, and would hold the class loader of the application that was first in need of
	 * it.
	 */
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
		CompletableFuture<Void> left = current.stop();
		threads.schedule(Lane.TURN, this.nodes.grace().plus(LEAVE_MAX), () -> left.complete(null));
		left.whenComplete((done, failure) -> {
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
