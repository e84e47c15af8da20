package dev.durable.benchmarks.measure;

import java.util.Arrays;
import java.util.Locale;

/**
 * Figures of one measurement.
 *
 * @param subject what was measured
 * @param name what the figure is
 * @param value the figure
 */
public record Figures(String subject, String name, double value) {

	private static final String MARK = "FIGURE";

	/**
	 * Return the figure as a line that its process prints.
	 */
	public String line() {
		return String.join("\t", MARK, this.subject, this.name, String.format(Locale.ROOT, "%.4f", this.value));
	}

	/**
	 * Tell whether a line is a figure.
	 */
	public static boolean isFigure(String line) {
		return line.startsWith(MARK + "\t");
	}

	public static Figures parse(String line) {
		String[] columns = line.split("\t");
		return new Figures(columns[1], columns[2], Double.parseDouble(columns[3]));
	}

	/**
	 * Return the value below which a part of sorted values is.
	 */
	public static double quantile(double[] sorted, double part) {
		if (sorted.length == 0) {
			return Double.NaN;
		}
		return sorted[(int) Math.min(sorted.length - 1L, (long) Math.floor(part * sorted.length))];
	}

	public static double median(double[] values) {
		double[] sorted = values.clone();
		Arrays.sort(sorted);
		return quantile(sorted, 0.5);
	}

}
