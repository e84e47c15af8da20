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

}
