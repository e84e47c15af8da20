package dev.durable.semantics;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

import dev.durable.store.Store;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Stops the node of an application in good order and starts another one, once or after
 * every commit. Calls of the client wait meanwhile; what waits for an answer of a node
 * that stops is told so and asks again.
 */
final class Restarts implements AutoCloseable {

	private static final long LOOK_NANOS = 1_000_000;

	private final CommitWatch store;

	private final SmartLifecycle node;

	private final ReadWriteLock lock = new ReentrantReadWriteLock(true);

	private final Thread thread = new Thread(this::loop, "restarts");

	private volatile boolean closed;

	private boolean resting;

	Restarts(ConfigurableApplicationContext context) {
		this.store = (CommitWatch) context.getBean(Store.class);
		this.node = (SmartLifecycle) context.getBean("durableNodeLifecycle");
	}

	/**
	 * Restart the node after each commit from now on.
	 */
	void afterEachCommit() {
		this.thread.setDaemon(true);
		this.thread.start();
	}

	/**
	 * Return the lock under which the node is there.
	 */
	ReadWriteLock lock() {
		return this.lock;
	}

	private void loop() {
		long seen = this.store.commits();
		while (!this.closed) {
			if (this.store.commits() == seen) {
				LockSupport.parkNanos(LOOK_NANOS);
				continue;
			}
			seen = this.store.commits();
			once();
		}
	}

	/**
	 * Restart the node now.
	 */
	void once() {
		this.lock.writeLock().lock();
		try {
			if (!this.resting) {
				stop();
				this.node.start();
			}
		}
		finally {
			this.lock.writeLock().unlock();
		}
	}

	/**
	 * Stop the node until it is woken: nodes that nobody needs would look for work all
	 * the same.
	 */
	void rest() {
		this.lock.writeLock().lock();
		try {
			if (!this.resting) {
				this.resting = true;
				stop();
			}
		}
		finally {
			this.lock.writeLock().unlock();
		}
	}

	/**
	 * Start the node again, if it rests.
	 */
	void wake() {
		this.lock.writeLock().lock();
		try {
			if (this.resting) {
				this.resting = false;
				this.node.start();
			}
		}
		finally {
			this.lock.writeLock().unlock();
		}
	}

	private void stop() {
		CountDownLatch stopped = new CountDownLatch(1);
		this.node.stop(stopped::countDown);
		try {
			stopped.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void close() {
		this.closed = true;
	}

}
