package dev.durable.store;

import java.util.List;

/**
 * All that is needed to go on with a run.
 *
 * @param run the run
 * @param history its events, in order
 * @param letters its letters, new and held, in order
 * @param activities its activity rows
 */
public record LoadedRun(RunRow run, List<EventRow> history, List<Letter> letters, List<ActivityRow> activities) {

	/**
	 * The most events of a history that is short enough to be loaded together with
	 * others, so that what is loaded at once has a limit.
	 */
	public static final int SHORT = 200;

	/**
	 * Tell whether the run may be loaded together with others.
	 * @return whether its history is short
	 */
	public boolean isShort() {
		return this.history.size() <= SHORT;
	}

}
