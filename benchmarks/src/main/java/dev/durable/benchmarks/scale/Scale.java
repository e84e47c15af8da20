package dev.durable.benchmarks.scale;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

import dev.durable.benchmarks.measure.Chart;
import dev.durable.benchmarks.measure.Figures;
import dev.durable.benchmarks.measure.Testbed;

/**
 * The run: each part in turn, each in a fresh process on a fresh database of one
 * PostgreSQL that makes each commit durable.
 */
public final class Scale {

	private static final List<String> ALL = List.of("start-up", "few", "parked", "timers", "killed", "nodes",
			"retention", "idle");

	private final List<Figures> figures = new ArrayList<>();

	private Scale() {
	}

	/**
	 * Measure.
	 * @param arguments the names of the parts with commas between, or {@code all}, and
	 * the directory for what comes out
	 * @throws Exception if a process cannot be started
	 */
	public static void main(String[] arguments) throws Exception {
		List<String> parts = arguments[0].equals("all") ? ALL : List.of(arguments[0].split(","));
		Path directory = Files.createDirectories(Path.of(arguments[1]));
		Scale scale = new Scale();
		try (Testbed testbed = Testbed.start()) {
			for (String part : parts) {
				int exit = testbed.run(Probe.class, Probe.options(part), part, scale::read);
				if (exit != 0) {
					System.out.println(part + " ended with " + exit);
				}
			}
			scale.write(directory, testbed.version());
		}
		System.exit(0);
	}

	private void read(String line) {
		System.out.println(line);
		if (Figures.isFigure(line)) {
			this.figures.add(Figures.parse(line));
		}
	}

	private void write(Path directory, String version) throws IOException {
		List<String> lines = new ArrayList<>();
		lines.add("Java " + Runtime.version() + ", " + Runtime.getRuntime().availableProcessors()
				+ " processors, PostgreSQL " + version + " with fsync and synchronous commit on, on the same machine");
		lines.add("");
		lines.add("| part | figure | |");
		lines.add("|---|---|---|");
		this.figures.forEach((figure) -> lines
			.add(String.format(Locale.ROOT, "| %s | %s | %,.2f |", figure.subject(), figure.name(), figure.value())));
		String page = String.join("\n", lines) + "\n";
		Files.writeString(directory.resolve("scale.md"), page);
		System.out.println(page);
		chart(directory, "parked-signal", "Signal to result, p50 ms, by parked runs",
				(figure) -> figure.name().equals("signal to result p50 ms"));
		chart(directory, "parked-poll", "Poll, p50 ms, by parked runs",
				(figure) -> figure.name().equals("poll p50 ms"));
		chart(directory, "retention-size", "Tables in MB, retention 10 s",
				(figure) -> figure.name().startsWith("tables MB"));
		chart(directory, "idle-claim", "Claim of an attempt, p99 ms, beside an idle transaction",
				(figure) -> figure.name().startsWith("claim") && figure.name().endsWith("p99 ms"));
	}

	private void chart(Path directory, String name, String title, Predicate<Figures> which) throws IOException {
		Map<String, Double> values = new LinkedHashMap<>();
		this.figures.stream().filter(which).forEach((figure) -> values.put(label(figure), figure.value()));
		if (!values.isEmpty()) {
			Files.writeString(directory.resolve(name + ".svg"), Chart.bars(title, values));
		}
	}

	/*
	 * The parked runs by how many there are, all else by what the figure says of itself.
	 */
	private String label(Figures figure) {
		return this.figures.stream()
			.filter((other) -> other.subject().equals(figure.subject()) && other.name().equals("parked"))
			.map((other) -> String.format(Locale.ROOT, "%,.0f", other.value()))
			.findFirst()
			.orElse(figure.name().replaceAll("^tables MB |^claim of an attempt, | p99 ms$", ""));
	}

}
