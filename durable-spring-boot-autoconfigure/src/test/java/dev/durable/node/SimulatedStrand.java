package dev.durable.node;

import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/**
 * An attempt of an activity that takes its time: it has a thread of its own, which only
 * moves while the simulation waits for it.
 */
final class SimulatedStrand {

	private static final ThreadLocal<SimulatedStrand> CURRENT = new ThreadLocal<>();

	private final Semaphore go = new Semaphore(0);

	private final Semaphore back = new Semaphore(0);

	private Runnable whenDone = () -> {
	};

	private boolean done;

	SimulatedStrand(Executor threads, Runnable body) {
		threads.execute(() -> {
			this.go.acquireUninterruptibly();
			CURRENT.set(this);
			try {
				body.run();
			}
			catch (SimulatedCrash ex) {
				// its process has ended
			}
			finally {
				CURRENT.remove();
				Thread.interrupted();
				this.done = true;
				this.whenDone.run();
				this.back.release();
			}
		});
	}

	static SimulatedStrand current() {
		return CURRENT.get();
	}

	void whenDone(Runnable action) {
		this.whenDone = action;
	}

	/**
	 * Let the code move until it pauses or ends.
	 */
	void goOn() {
		this.go.release();
		this.back.acquireUninterruptibly();
	}

	/**
	 * Wait until it is its turn again. Called on its own thread.
	 * @return whether somebody has interrupted it
	 */
	boolean pause() {
		this.back.release();
		this.go.acquireUninterruptibly();
		return Thread.interrupted();
	}

	/**
	 * The process has ended: let the code run into that wherever it pauses.
	 */
	void end() {
		while (!this.done) {
			goOn();
		}
	}

}
