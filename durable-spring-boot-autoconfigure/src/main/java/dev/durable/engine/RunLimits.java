package dev.durable.engine;

/**
 * How large a run may become.
 *
 * @param warnEvents the number of events from which on a warning is logged, once for each
 * time the run is in memory
 * @param maxEvents the number of events after which the run is stuck
 * @param maxPending how many activities, timers, children and requests may be open at the
 * same time; a call beyond that is refused
 */
public record RunLimits(int warnEvents, int maxEvents, int maxPending) {

	/**
	 * What holds where nothing is said.
	 */
	public static final RunLimits DEFAULTS = new RunLimits(10_000, 50_000, 10_000);

}
