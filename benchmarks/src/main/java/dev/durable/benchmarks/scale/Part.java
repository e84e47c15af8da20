package dev.durable.benchmarks.scale;

/**
 * One thing that is measured, in a process and on a database of its own.
 */
interface Part {

	/**
	 * Measure, and tell the figures.
	 * @param probe the process
	 * @throws Exception if the measurement fails
	 */
	void measure(Probe probe) throws Exception;

}
