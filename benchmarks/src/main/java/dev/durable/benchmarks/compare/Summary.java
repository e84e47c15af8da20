package dev.durable.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import dev.durable.benchmarks.measure.Figures;

/**
 * The figures of a run as a page: medians with the smallest and the largest, and how far
 * this project is from the others.
 */
final class Summary {

	private static final String US = "durable";

	private final List<Figures> figures;

	private final Map<String, String> descriptions;

	Summary(List<Figures> figures, Map<String, String> descriptions) {
		this.figures = figures;
		this.descriptions = descriptions;
	}

	/**
	 * Return the medians of a figure by subject.
	 */
	Map<String, Double> medians(String name) {
		Map<String, Double> medians = new LinkedHashMap<>();
		for (String subject : subjects()) {
			double[] values = values(subject, name);
			if (values.length > 0) {
				medians.put(subject, Figures.median(values));
			}
		}
		return medians;
	}

	String markdown(String version) {
		List<String> lines = new ArrayList<>();
		lines.add("Java " + Runtime.version() + ", " + Runtime.getRuntime().availableProcessors() + " processors ("
				+ processor() + "), PostgreSQL " + version
				+ " with fsync and synchronous commit on, on the same machine");
		lines.add("");
		this.descriptions.forEach((subject, text) -> lines.add("* " + subject + ": " + text));
		lines.add("");
		Set<String> subjects = subjects();
		lines.add("| | " + String.join(" | ", subjects) + " | " + US + " / others |");
		lines.add("|---".repeat(subjects.size() + 2) + "|");
		for (String name : names()) {
			StringBuilder row = new StringBuilder("| " + name + " |");
			for (String subject : subjects) {
				row.append(' ').append(cell(values(subject, name))).append(" |");
			}
			lines.add(row + " " + ratios(name) + " |");
		}
		return String.join("\n", lines) + "\n";
	}

	private static String cell(double[] values) {
		if (values.length == 0) {
			return "";
		}
		double[] sorted = values.clone();
		Arrays.sort(sorted);
		return text(Figures.median(values)) + " (" + text(sorted[0]) + " to " + text(sorted[sorted.length - 1]) + ")";
	}

	private String ratios(String name) {
		Map<String, Double> medians = medians(name);
		Double ours = medians.get(US);
		if (ours == null) {
			return "";
		}
		List<String> ratios = new ArrayList<>();
		medians.forEach((subject, value) -> {
			if (!subject.equals(US)) {
				ratios.add(subject + " " + text(ours / value));
			}
		});
		return String.join(", ", ratios);
	}

	private static String text(double value) {
		return String.format(Locale.ROOT, (value >= 100) ? "%,.0f" : (value >= 10) ? "%.1f" : "%.2f", value);
	}

	private Set<String> subjects() {
		Set<String> subjects = new LinkedHashSet<>();
		this.figures.forEach((figure) -> subjects.add(figure.subject()));
		return subjects;
	}

	private Set<String> names() {
		Set<String> names = new LinkedHashSet<>();
		this.figures.forEach((figure) -> names.add(figure.name()));
		return names;
	}

	private double[] values(String subject, String name) {
		return this.figures.stream()
			.filter((figure) -> figure.subject().equals(subject) && figure.name().equals(name))
			.mapToDouble(Figures::value)
			.toArray();
	}

	private static String processor() {
		try {
			return Files.readAllLines(Path.of("/proc/cpuinfo"))
				.stream()
				.filter((line) -> line.startsWith("model name"))
				.map((line) -> line.substring(line.indexOf(':') + 2))
				.findFirst()
				.orElse("unknown");
		}
		catch (IOException ex) {
			return "unknown";
		}
	}

}
