package dev.durable.benchmarks.scale;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

import dev.durable.benchmarks.OneStepWorkflow;
import dev.durable.benchmarks.Order;

/**
 * Timers of parked runs that are due at the same time: when the last one has fired, that
 * each has fired once, and what new work notices of it.
 */
final class DueTimers implements Part {

	private static final String ID = "nap-";

	private static final int COPIES_PER_SECOND = 1_500;

	private static final long CALM_MILLIS = 20_000;

	private static final int LONGEST_SECONDS = 600;

	private static final String OPEN = "select count(*) from durable_workflow where type = 'Nap' and open_key is not null";

	@Override
	public void measure(Probe probe) throws Exception {
		int count = Probe.scaled(100_000);
		try (ScaleNode node = new ScaleNode(probe.url())) {
			long due = System.currentTimeMillis() + 2 * CALM_MILLIS + 1_000L * count / COPIES_PER_SECOND;
			node.client().start(Nap.class, (nap) -> nap.run(due), (options) -> options.id(ID));
			if (!node.awaitNone(30, "select count(*) from durable_workflow where owner is not null")) {
				throw new IllegalStateException("The run has not parked");
			}
			new Copies(node.jdbc()).make(ID, count);
			if (System.currentTimeMillis() > due - CALM_MILLIS) {
				throw new IllegalStateException("It has taken too long to copy the runs");
			}
			probe.figure("timers", node.number(OPEN));
			fresh(node, () -> System.currentTimeMillis() < due - CALM_MILLIS / 2);
			double[] before = fresh(node, () -> System.currentTimeMillis() < due);
			AtomicBoolean over = new AtomicBoolean();
			Thread watch = new Thread(() -> watch(probe, node, due, over), "watch");
			watch.start();
			double[] meanwhile = fresh(node, () -> !over.get());
			watch.join();
			probe.latencies("new work before", before);
			probe.latencies("new work meanwhile", meanwhile);
			probe.heap();
			probe.figure("completed",
					node.number("select count(*) from durable_workflow where type = 'Nap' and status = 'COMPLETED'"));
			probe.figure("fired not exactly once", node.number("""
					select count(*) from durable_workflow w where type = 'Nap' and
					(select count(*) from durable_history h where h.run_id = w.run_id and kind = 'TimerFired') <> 1
					"""));
		}
	}

	private static void watch(Probe probe, ScaleNode node, long due, AtomicBoolean over) {
		try {
			boolean all = node.awaitNone(LONGEST_SECONDS, OPEN);
			probe.figure(all ? "all fired s" : "not all fired s", (System.currentTimeMillis() - due) / 1e3);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			over.set(true);
		}
	}

	private static double[] fresh(ScaleNode node, BooleanSupplier going) throws InterruptedException {
		List<Double> millis = new ArrayList<>();
		while (going.getAsBoolean()) {
			long begin = System.nanoTime();
			node.client().start(OneStepWorkflow.class, (workflow) -> workflow.run(Order.of(1))).result();
			millis.add((System.nanoTime() - begin) / 1e6);
			TimeUnit.MILLISECONDS.sleep(5);
		}
		return millis.stream().mapToDouble(Double::doubleValue).toArray();
	}

}
