package dev.durable.benchmarks.scale;

import java.io.BufferedReader;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import dev.durable.benchmarks.measure.Figures;
import dev.durable.benchmarks.measure.Testbed;

/**
 * How much longer an empty application takes to start when it has the starter, one that
 * has nothing but a data source and one with Spring Data JPA; the tables are there.
 */
final class StartUp implements Part {

	private static final int ROUNDS = 9;

	private static final String OURS = "durable-spring-boot-";

	private static final List<String> JPA = List.of("spring-boot-hibernate-", "spring-boot-jpa-", "spring-boot-data-",
			"spring-data-", "spring-boot-persistence-");

	@Override
	public void measure(Probe probe) throws Exception {
		String all = System.getProperty("java.class.path");
		compare(probe, "", without(all, JPA));
		compare(probe, "with JPA: ", all);
	}

	private static void compare(Probe probe, String name, String all) throws Exception {
		String others = without(all, List.of(OURS));
		start(all, probe.url());
		List<Double> with = new ArrayList<>();
		List<Double> without = new ArrayList<>();
		for (int round = 0; round < ROUNDS; round++) {
			without.add(start(others, probe.url()));
			with.add(start(all, probe.url()));
		}
		probe.figure(name + "with the starter ms", median(with));
		probe.figure(name + "without ms", median(without));
		probe.figure(name + "more with the starter ms", median(with) - median(without));
	}

	private static String without(String classPath, List<String> names) {
		return Arrays.stream(classPath.split(File.pathSeparator))
			.filter((entry) -> names.stream().noneMatch(entry::contains))
			.collect(Collectors.joining(File.pathSeparator));
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
