package dev.durable.benchmarks.scale;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import dev.durable.benchmarks.measure.Figures;

/**
 * The process that measures one part.
 */
public final class Probe {

	/** What part of the full size is measured. */
	private static final double FACTOR = Double.parseDouble(System.getProperty("scale", "1"));

	private static final Map<String, Part> PARTS = Map.of("parked", new ParkedRuns(1_000_000), "few", new ParkedRuns(0),
			"timers", new DueTimers(), "killed", new KilledNode(), "idle", new IdleTransaction(), "retention",
			new Retained(), "nodes", new TwoNodes(), "start-up", new StartUp());

	private final String part;

	private final String url;

	private Probe(String part, String url) {
		this.part = part;
		this.url = url;
	}

	/**
	 * Measure.
	 * @param arguments the name of the part, and the address of its database
	 * @throws Exception if the measurement fails
	 */
	public static void main(String[] arguments) throws Exception {
		Part part = PARTS.get(arguments[0]);
		if (part == null) {
			throw new IllegalArgumentException("There is no part '" + arguments[0] + "', only " + PARTS.keySet());
		}
		part.measure(new Probe(arguments[0], arguments[1]));
		System.exit(0);
	}

	/**
	 * Return the JVM options of the process of a part: those that show that memory does
	 * not grow with the work have little of it.
	 */
	static List<String> options(String part) {
		return List.of(List.of("few", "parked", "timers").contains(part) ? "-Xmx256m" : "-Xmx1g", "-Dscale=" + FACTOR);
	}

	String url() {
		return this.url;
	}

	/**
	 * Return how much of something there is in this run.
	 */
	static int scaled(int full) {
		return (int) Math.max(1, full * FACTOR);
	}

	void figure(String name, double value) {
		System.out.println(new Figures(this.part, name, value).line());
	}

	/**
	 * Tell the median and the 99th percentile.
	 */
	void latencies(String name, double[] millis) {
		double[] sorted = millis.clone();
		Arrays.sort(sorted);
		figure(name + " p50 ms", Figures.quantile(sorted, 0.5));
		figure(name + " p99 ms", Figures.quantile(sorted, 0.99));
	}

	/**
	 * Tell how much of the heap is in use after a collection.
	 */
	void heap() {
		for (int round = 0; round < 3; round++) {
			System.gc();
		}
		Runtime runtime = Runtime.getRuntime();
		figure("heap in use MB", (runtime.totalMemory() - runtime.freeMemory()) / 1e6);
	}

}
