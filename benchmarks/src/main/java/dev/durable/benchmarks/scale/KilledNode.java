package dev.durable.benchmarks.scale;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.durable.benchmarks.measure.Testbed;

/**
 * A node that is killed with its runs in the midst of their activities, and another that
 * goes on with them.
 */
final class KilledNode implements Part {

	private static final int LONGEST_SECONDS = 300;

	@Override
	public void measure(Probe probe) throws Exception {
		int count = Probe.scaled(10_000);
		Process holder = Testbed.java(HoldingNode.class, List.of("-Xmx512m", "-D" + Steps.HOLD + "=true"),
				List.of(probe.url(), Integer.toString(count)));
		try (BufferedReader output = holder.inputReader(StandardCharsets.UTF_8)) {
			String line = output.readLine();
			while (!HoldingNode.READY.equals(line)) {
				if (line == null) {
					throw new IllegalStateException("The node has ended with " + holder.waitFor());
				}
				System.out.println(line);
				line = output.readLine();
			}
			measure(probe, holder);
		}
		finally {
			holder.destroyForcibly();
		}
	}

	private static void measure(Probe probe, Process holder) throws Exception {
		try (ScaleNode node = new ScaleNode(probe.url())) {
			TimeUnit.SECONDS.sleep(10);
			long owner = node.number("select min(owner) from durable_workflow");
			probe.figure("open runs of the node",
					node.number("select count(*) from durable_workflow where owner = ?", owner));
			holder.destroyForcibly().waitFor();
			long begin = System.nanoTime();
			node.awaitNone(LONGEST_SECONDS, "select count(*) from durable_workflow where owner = ?", owner);
			probe.figure("free after s", seconds(begin));
			boolean all = node.awaitNone(LONGEST_SECONDS,
					"select count(*) from durable_workflow where open_key is not null");
			probe.figure(all ? "all done after s" : "not all done after s", seconds(begin));
			probe.figure("lost attempts",
					node.number("select count(*) from durable_history where kind = 'ActivityAttemptLost'"));
		}
	}

	private static double seconds(long begin) {
		return (System.nanoTime() - begin) / 1e9;
	}

}
