package dev.durable.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.durable.benchmarks.measure.Chart;
import dev.durable.benchmarks.measure.Figures;
import dev.durable.benchmarks.measure.Testbed;

/**
 * The run: the limits of the database and each subject, in turn, several times, each time
 * in a fresh process on a fresh database of one PostgreSQL that makes each commit
 * durable.
 */
public final class Comparison {

	private static final int REPETITIONS = Integer.getInteger("repetitions", 3);

	private static final String LIMITS = "limit";

	private final List<Figures> figures = new ArrayList<>();

	private final Map<String, String> descriptions = new LinkedHashMap<>();

	private Comparison() {
	}

	/**
	 * Compare.
	 * @param arguments the names of the subjects with commas between, and the directory
	 * for what comes out
	 * @throws Exception if a process cannot be started
	 */
	public static void main(String[] arguments) throws Exception {
		List<String> subjects = List.of(arguments[0].split(","));
		Path directory = Files.createDirectories(Path.of(arguments[1]));
		Comparison comparison = new Comparison();
		try (Testbed testbed = Testbed.start()) {
			for (int repetition = 0; repetition < REPETITIONS; repetition++) {
				comparison.measure(testbed, Limits.class, LIMITS);
				for (String subject : subjects) {
					comparison.measure(testbed, Trial.class, subject);
				}
			}
			comparison.write(directory, testbed.version());
		}
		System.exit(0);
	}

	private void measure(Testbed testbed, Class<?> program, String subject) throws Exception {
		List<String> options = List.of("-Xmx1g", "-Dseconds=" + Integer.getInteger("seconds", 15),
				"-Dsleepers=" + Integer.getInteger("sleepers", 10_000), "-Dwarmup=" + Integer.getInteger("warmup", 8),
				"-Dworkloads=" + System.getProperty("workloads", Trial.ALL));
		int exit = testbed.run(program, options, subject, this::read);
		if (exit != 0) {
			System.out.println(subject + " ended with " + exit);
		}
	}

	private void read(String line) {
		System.out.println(line);
		if (Figures.isFigure(line)) {
			this.figures.add(Figures.parse(line));
		}
		else if (line.startsWith("SUBJECT\t")) {
			String[] columns = line.split("\t");
			this.descriptions.put(columns[1], columns[2]);
		}
	}

	private void write(Path directory, String version) throws IOException {
		Summary summary = new Summary(this.figures, this.descriptions);
		Files.writeString(directory.resolve("comparison.md"), summary.markdown(version));
		for (String figure : List.of("W1 per second", "W4 per second", "L4 p50 ms", "WT lag p99 ms")) {
			Files.writeString(directory.resolve(figure.toLowerCase(Locale.ROOT).replace(' ', '-') + ".svg"),
					Chart.bars(figure, summary.medians(figure)));
		}
		System.out.println(summary.markdown(version));
	}

}
