package dev.durable.store;

import java.time.Duration;

/**
 * What is made of a run that is taken over from dead nodes again and again: it may well
 * be what ends them. Such a run is shown as stuck, waits longer each time, and is claimed
 * alone.
 */
public final class Takeovers {

	/**
	 * How many takeovers since it was last parked make a run suspect.
	 */
	public static final int MAX = 3;

	private static final Duration FIRST = Duration.ofSeconds(10);

	private static final Duration LONGEST = Duration.ofMinutes(10);

	private static final int DOUBLINGS_MAX = 10;

	private Takeovers() {
	}

	/**
	 * Return how long a suspect run waits, unless there is a build that has not tried it.
	 * @param takeovers how often it was taken over
	 * @return the time
	 */
	public static Duration wait(int takeovers) {
		Duration wait = FIRST.multipliedBy(1L << Math.min(Math.max(takeovers - MAX, 0), DOUBLINGS_MAX));
		return (wait.compareTo(LONGEST) > 0) ? LONGEST : wait;
	}

	/**
	 * Return what operators are told.
	 * @param takeovers how often it was taken over
	 * @return the text
	 */
	public static String message(int takeovers) {
		return "[DURABLE-7] The nodes that had this run have died " + takeovers
				+ " times since it last waited: it may be what"
				+ " ends them, by taking all memory for example. It is tried again alone, with back-off. See how"
				+ " those nodes ended; deploy a fix, or terminate the run";
	}

}
