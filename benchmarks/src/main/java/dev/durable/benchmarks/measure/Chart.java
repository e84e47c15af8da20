package dev.durable.benchmarks.measure;

import java.util.Locale;
import java.util.Map;

/**
 * Draws figures as bars, as SVG.
 */
public final class Chart {

	private static final int WIDTH = 640;

	private static final int ROW = 34;

	private static final int LABELS = 120;

	private static final int VALUES = 90;

	private Chart() {
	}

	/**
	 * Draw bars.
	 * @param title what is shown
	 * @param values the values by their names
	 * @return the drawing
	 */
	public static String bars(String title, Map<String, Double> values) {
		double most = values.values().stream().mapToDouble(Double::doubleValue).max().orElse(1);
		StringBuilder svg = new StringBuilder();
		svg.append(String.format(Locale.ROOT, """
				<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="14">
				<rect width="100%%" height="100%%" fill="white"/>
				<text x="10" y="22" font-weight="bold">%s</text>
				""", WIDTH, ROW * (values.size() + 1) + 10, title));
		int row = 1;
		for (Map.Entry<String, Double> value : values.entrySet()) {
			int y = row++ * ROW;
			double length = (WIDTH - LABELS - VALUES) * value.getValue() / most;
			svg.append(String.format(Locale.ROOT, """
					<text x="10" y="%d">%s</text>
					<rect x="%d" y="%d" width="%.1f" height="20" fill="%s"/>
					<text x="%.1f" y="%d">%,.2f</text>
					""", y + 19, value.getKey(), LABELS, y + 4, length,
					value.getKey().equals("durable") ? "#2b6cb0" : "#a0aec0", LABELS + length + 6, y + 19,
					value.getValue()));
		}
		return svg.append("</svg>\n").toString();
	}

}
