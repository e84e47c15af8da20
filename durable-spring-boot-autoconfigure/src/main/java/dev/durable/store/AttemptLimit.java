package dev.durable.store;

/**
 * How many attempts of an activity all nodes together may take.
 *
 * @param maxConcurrent how many may be taken and not ended at the same time, or 0 for no
 * limit
 * @param rate how many may be taken in a second, or 0 for no limit. What is left unused
 * is kept for a second, or for one attempt where there are less in a second
 */
public record AttemptLimit(int maxConcurrent, double rate) {

	/** The lowest rate that can be set: one attempt in a thousand seconds. */
	public static final double RATE_MIN = 0.001;

	/** The highest rate that can be set: one attempt in a microsecond. */
	public static final double RATE_MAX = 1_000_000;

	public AttemptLimit {
		if (maxConcurrent < 0 || rate < 0 || !Double.isFinite(rate)) {
			throw new IllegalArgumentException("A limit of " + maxConcurrent + " at the same time and " + rate
					+ " a second is none: both must be 0 or more");
		}
	}

}
