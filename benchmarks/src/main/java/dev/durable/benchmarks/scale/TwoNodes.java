package dev.durable.benchmarks.scale;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import dev.durable.benchmarks.measure.Testbed;

/**
 * One node, and two, whose limit is how many activities they may run at a time.
 */
final class TwoNodes implements Part {

	@Override
	public void measure(Probe probe) throws Exception {
		try (ScaleNode schema = new ScaleNode(probe.url())) {
			schema.jdbc().execute("checkpoint");
		}
		double one = run(probe, 1);
		double two = run(probe, 2);
		probe.figure("one node, workflows per second", one);
		probe.figure("two nodes, workflows per second", two);
		probe.figure("two nodes, ratio to one", two / one);
	}

	private static double run(Probe probe, int nodes) throws Exception {
		List<Process> processes = new ArrayList<>();
		for (int node = 0; node < nodes; node++) {
			processes.add(Testbed.java(LoadedNode.class, List.of("-Xmx512m"), List.of(probe.url())));
		}
		double sum = 0;
		for (Process process : processes) {
			try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
				List<String> lines = output.lines().toList();
				sum += lines.stream()
					.filter((line) -> line.startsWith(LoadedNode.RATE))
					.mapToDouble((line) -> Double.parseDouble(line.substring(LoadedNode.RATE.length())))
					.findFirst()
					.orElseThrow(() -> new IllegalStateException(String.join("\n", lines)));
			}
		}
		return sum;
	}

}
