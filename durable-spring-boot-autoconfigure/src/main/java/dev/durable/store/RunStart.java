package dev.durable.store;

import java.util.List;

/**
 * A run that is started together with something else.
 *
 * @param run the run
 * @param events its first events, from position 1
 * @param owned whether the committing node owns it from the beginning; if not, any node
 * may claim it when it is due
 * @param optional whether the rest is committed without it if its workflow id is taken
 */
public record RunStart(NewRun run, List<EventRow> events, boolean owned, boolean optional) {

	public RunStart {
		events = List.copyOf(events);
	}

}
