package dev.durable.benchmarks.scale;

import java.io.BufferedReader;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.durable.benchmarks.measure.Figures;
import dev.durable.benchmarks.measure.Testbed;

/**
 * How much longer an empty application with JPA takes to start when it has the starter;
 * the tables are there.
 */
final class StartUp implements Part {

	private static final int ROUNDS = 9;

	private static final String OURS = "durable-spring-boot-";

	@Override
	public void measure(Probe probe) throws Exception {
		String all = System.getProperty("java.class.path");
		String others = String.join(File.pathSeparator,
				Arrays.stream(all.split(File.pathSeparator)).filter((entry) -> !entry.contains(OURS)).toList());
		start(all, probe.url());
		List<Double> with = new ArrayList<>();
		List<Double> without = new ArrayList<>();
		for (int round = 0; round < ROUNDS; round++) {
			without.add(start(others, probe.url()));
			with.add(start(all, probe.url()));
		}
		probe.figure("with the starter ms", median(with));
		probe.figure("without ms", median(without));
		probe.figure("more with the starter ms", median(with) - median(without));
	}

	private static double median(List<Double> values) {
		return Figures.median(values.stream().mapToDouble(Double::doubleValue).toArray());
	}

	private static double start(String classPath, String url) throws Exception {
		Process process = Testbed.java(classPath, EmptyApplication.class, List.of(), List.of(url));
		try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
			List<String> lines = output.lines().toList();
			return lines.stream()
				.filter((line) -> line.startsWith(EmptyApplication.READY))
				.mapToDouble((line) -> Double.parseDouble(line.substring(EmptyApplication.READY.length())))
				.findFirst()
				.orElseThrow(() -> new IllegalStateException(String.join("\n", lines)));
		}
	}

}
