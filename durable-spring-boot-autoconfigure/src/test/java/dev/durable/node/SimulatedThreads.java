package dev.durable.node;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The threads of simulations. Those of one schedule hand over to each other all the time,
 * and one of them moves at a time: virtual threads do that at a fraction of the cost.
 */
final class SimulatedThreads {

	private static final ExecutorService THREADS = threads();

	private SimulatedThreads() {
	}

	/**
	 * Run something on a thread of its own.
	 */
	static void execute(Runnable body) {
		THREADS.execute(body);
	}

	/*
	 * By reflection, since the byte code is Java 17's.
	 */
	private static ExecutorService threads() {
		try {
			return (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
		}
		catch (ReflectiveOperationException ex) {
			return Executors.newCachedThreadPool((body) -> {
				Thread thread = new Thread(body, "simulation");
				thread.setDaemon(true);
				return thread;
			});
		}
	}

}
