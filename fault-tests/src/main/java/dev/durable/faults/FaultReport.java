package dev.durable.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.durable.faults.check.Figures;
import dev.durable.faults.check.Takeover;
import dev.durable.faults.check.Violation;

/**
 * What has come out of a run.
 *
 * @param settings how the run was to be
 * @param took how long it took, from the first process to the judgement
 * @param faults the number of faults by kind
 * @param figures how much has happened
 * @param doubts how many commits had an outcome that was not known at first
 * @param evidence what shows that faults have had an effect
 * @param missing the faults of which nothing shows that they have had an effect
 * @param errors what nodes have logged as errors of the engine
 * @param violations the promises that were broken
 */
public record FaultReport(FaultSettings settings, Duration took, Map<String, Long> faults, Figures figures,
		String doubts, List<String> evidence, List<String> missing, List<String> errors, List<Violation> violations) {

	private static final int SLOWEST = 10;

	/**
	 * Return the report as Markdown.
	 * @return the text
	 */
	public String markdown() {
		List<String> lines = new ArrayList<>();
		lines.add("# Faults with seed " + this.settings.seed());
		lines.add("");
		lines.add("| | |");
		lines.add("|---|---|");
		row(lines, "faults happened for", text(this.settings.duration()));
		row(lines, "in all it took", text(this.took));
		this.faults.forEach((kind, count) -> row(lines, "fault: " + kind, count));
		row(lines, "commits whose outcome was unknown at first", this.doubts);
		this.figures.runs().forEach((status, count) -> row(lines, "runs " + status, count));
		row(lines, "events", this.figures.events());
		row(lines, "attempts of activities", this.figures.attempts());
		row(lines, "attempts lost with their node", this.figures.lost());
		row(lines, "rows of transactional activities", this.figures.effects());
		row(lines, "signals acknowledged", this.figures.signals());
		row(lines, "dead letters", this.figures.deadLetters());
		row(lines, "runs that went from one build to the other", this.figures.moved());
		takeovers(lines, "takeovers", this.figures.takeovers());
		takeovers(lines, "takeovers while nothing else was hit", this.figures.undisturbed());
		row(lines, "violations", this.violations.size());
		section(lines, "Violations", this.violations.stream().map(Violation::toString).toList());
		section(lines, "Errors that nodes have logged", this.errors);
		section(lines, "Faults without evidence", this.missing);
		section(lines, "Slowest takeovers while nothing else was hit", slowest(this.figures.undisturbed()));
		section(lines, "Evidence", this.evidence);
		return String.join("\n", lines) + "\n";
	}

	/**
	 * Write the report.
	 * @param file where to
	 */
	public void write(Path file) {
		try {
			Files.writeString(file, markdown());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void takeovers(List<String> lines, String name, List<Takeover> takeovers) {
		row(lines, name, takeovers.size());
		row(lines, name + ", p50", Figures.quantile(takeovers, 0.5));
		row(lines, name + ", p99", Figures.quantile(takeovers, 0.99));
	}

	private static List<String> slowest(List<Takeover> takeovers) {
		return takeovers.stream()
			.skip(Math.max(0, takeovers.size() - SLOWEST))
			.map((takeover) -> takeover.took().toMillis() + " ms: " + takeover.what())
			.toList();
	}

	private static void row(List<String> lines, String name, Object value) {
		lines.add("| " + name + " | " + value + " |");
	}

	private static void section(List<String> lines, String title, List<String> items) {
		lines.add("");
		lines.add("## " + title);
		lines.add("");
		lines.add(items.isEmpty() ? "None." : "* " + String.join("\n* ", items));
	}

	private static String text(Duration duration) {
		return "%d min %d s".formatted(duration.toMinutes(), duration.toSecondsPart());
	}

}
