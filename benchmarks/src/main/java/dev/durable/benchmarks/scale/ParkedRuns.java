package dev.durable.benchmarks.scale;

import java.util.Random;
import java.util.concurrent.TimeUnit;

import dev.durable.benchmarks.compare.ListenWorkflow;
import dev.durable.client.WorkflowHandle;

/**
 * Runs that wait for a signal, in no memory: what polls cost meanwhile, how soon one goes
 * on that is signalled, what the node holds.
 */
final class ParkedRuns implements Part {

	private static final String ID = "parked-";

	private static final int FEWEST = 1_000;

	private static final int SIGNALS = 500;

	private static final int IDLE_SECONDS = 30;

	private final int runs;

	ParkedRuns(int runs) {
		this.runs = runs;
	}

	@Override
	public void measure(Probe probe) throws Exception {
		int count = Math.max(FEWEST, Probe.scaled(this.runs));
		try (ScaleNode node = new ScaleNode(probe.url())) {
			node.client().start(ListenWorkflow.class, ListenWorkflow::run, (options) -> options.id(ID));
			if (!node.awaitNone(120, "select count(*) from durable_workflow where owner is not null")) {
				throw new IllegalStateException("The run has not parked");
			}
			new Copies(node.jdbc()).make(ID, count);
		}
		try (ScaleNode node = new ScaleNode(probe.url())) {
			probe.figure("parked", node.number("select count(*) from durable_workflow where owner is null"));
			Random random = new Random(count);
			int[] numbers = random.ints(1, count + 1).distinct().limit(Math.min(2L * SIGNALS, count)).toArray();
			signal(node, numbers, 0, numbers.length / 2);
			TimeUnit.SECONDS.sleep(5);
			node.waits().takePolls();
			TimeUnit.SECONDS.sleep(IDLE_SECONDS);
			probe.latencies("poll", node.waits().takePolls());
			probe.latencies("signal to result", signal(node, numbers, numbers.length / 2, numbers.length));
			probe.heap();
		}
	}

	private static double[] signal(ScaleNode node, int[] numbers, int from, int to) {
		double[] millis = new double[to - from];
		for (int index = from; index < to; index++) {
			String id = ID + numbers[index];
			long begin = System.nanoTime();
			WorkflowHandle<String> run = node.client().handle(id, String.class);
			node.client().stub(ListenWorkflow.class, id).hear("go");
			run.result();
			millis[index - from] = (System.nanoTime() - begin) / 1e6;
		}
		return millis;
	}

}
