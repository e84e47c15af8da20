package dev.durable.benchmarks.scale;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The process of a node with more callers than activities that it may run at a time.
 */
public final class LoadedNode {

	/** What comes before its figure. */
	static final String RATE = "RATE ";

	private static final int CALLERS = 40;

	private LoadedNode() {
	}

	/**
	 * Run workflows for half a minute, after a third of one that does not count.
	 * @param arguments the address of the database
	 * @throws Exception if it is interrupted
	 */
	public static void main(String[] arguments) throws Exception {
		try (ScaleNode node = new ScaleNode(arguments[0], "durable.activity.max-concurrent=10")) {
			AtomicLong done = new AtomicLong();
			ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
			for (int caller = 0; caller < CALLERS; caller++) {
				callers.execute(() -> {
					while (!Thread.currentThread().isInterrupted()) {
						node.client().start(OneCall.class, (call) -> call.run(OneCall.Which.SLOW)).result();
						done.incrementAndGet();
					}
				});
			}
			TimeUnit.SECONDS.sleep(20);
			long count = done.get();
			long begin = System.nanoTime();
			TimeUnit.SECONDS.sleep(30);
			System.out.println(RATE + (done.get() - count) / ((System.nanoTime() - begin) / 1e9));
			Runtime.getRuntime().halt(0);
		}
	}

}
