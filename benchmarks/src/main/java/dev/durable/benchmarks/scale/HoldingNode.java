package dev.durable.benchmarks.scale;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The process of a node that starts runs and lets none of them end.
 */
public final class HoldingNode {

	/** What it says when all have begun. */
	static final String READY = "READY";

	private HoldingNode() {
	}

	/**
	 * Hold runs until the process is killed.
	 * @param arguments the address of the database, and how many runs there are to be
	 * @throws Exception if they cannot be started
	 */
	public static void main(String[] arguments) throws Exception {
		ScaleNode node = new ScaleNode(arguments[0], "durable.workflow.max-resident=20000");
		ExecutorService callers = Executors.newFixedThreadPool(100);
		for (int number = 0; number < Integer.parseInt(arguments[1]); number++) {
			callers.execute(() -> node.client().start(OneCall.class, (call) -> call.run(OneCall.Which.HELD)));
		}
		callers.shutdown();
		callers.awaitTermination(10, TimeUnit.MINUTES);
		System.out.println(READY);
		Thread.currentThread().join();
	}

}
