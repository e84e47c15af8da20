package dev.durable.benchmarks.scale;

import java.util.Collections;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import dev.durable.benchmarks.OneStepWorkflow;
import dev.durable.benchmarks.Order;

/**
 * Many workflows that are deleted soon after they have ended: how large the tables are
 * while they come and go, and when all have gone.
 */
final class Retained implements Part {

	private static final int TENTHS = 10;

	private static final int CALLERS = 200;

	private static final String SIZE = """
			select sum(pg_total_relation_size(oid)) from pg_class where relkind = 'r' and relname like 'durable%'
			""";

	@Override
	public void measure(Probe probe) throws Exception {
		int tenth = Probe.scaled(1_000_000) / TENTHS;
		try (ScaleNode node = new ScaleNode(probe.url(), "durable.retention=10s")) {
			for (int number = 1; number <= TENTHS; number++) {
				double seconds = run(node, tenth);
				String done = String.format(Locale.ROOT, "%,d", number * tenth);
				probe.figure("workflows per second until " + done, tenth / seconds);
				probe.figure("tables MB after " + done, node.number(SIZE) / 1e6);
				probe.figure("workflows kept after " + done, node.number("select count(*) from durable_workflow"));
			}
			boolean all = node.awaitNone(900, "select count(*) from durable_workflow");
			probe.figure(all ? "tables MB when all are gone" : "tables MB, not all are gone", node.number(SIZE) / 1e6);
		}
	}

	private static double run(ScaleNode node, int count) throws Exception {
		ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
		Callable<Integer> caller = () -> {
			int done = 0;
			while (done < count / CALLERS) {
				node.client().start(OneStepWorkflow.class, (workflow) -> workflow.run(Order.of(1))).result();
				done++;
			}
			return done;
		};
		long begin = System.nanoTime();
		for (Future<Integer> done : callers.invokeAll(Collections.nCopies(CALLERS, caller))) {
			done.get();
		}
		callers.shutdown();
		return (System.nanoTime() - begin) / 1e9;
	}

}
