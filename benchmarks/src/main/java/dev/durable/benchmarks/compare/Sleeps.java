package dev.durable.benchmarks.compare;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When workflows went to sleep and when their code went on, the first time that it did so
 * in this process.
 */
final class Sleeps {

	static final Duration TIME = Duration.ofSeconds(1);

	private static final Map<String, Long> BEFORE = new ConcurrentHashMap<>();

	private static final Map<String, Long> AFTER = new ConcurrentHashMap<>();

	private Sleeps() {
	}

	static void before(String id) {
		BEFORE.putIfAbsent(id, System.nanoTime());
	}

	static void after(String id) {
		AFTER.putIfAbsent(id, System.nanoTime());
	}

	/**
	 * Return how much later than it should each of them went on.
	 * @param prefix what the ids of those begin with that count
	 * @return the lags in milliseconds, sorted
	 */
	static double[] lags(String prefix) {
		List<Double> lags = new ArrayList<>();
		BEFORE.forEach((id, before) -> {
			Long after = AFTER.get(id);
			if (id.startsWith(prefix) && after != null) {
				lags.add((after - before - TIME.toNanos()) / 1e6);
			}
		});
		return lags.stream().mapToDouble(Double::doubleValue).sorted().toArray();
	}

}
