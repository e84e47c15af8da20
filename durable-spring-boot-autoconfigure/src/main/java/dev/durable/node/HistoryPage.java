package dev.durable.node;

import java.time.Instant;
import java.util.List;

import dev.durable.history.Event;
import org.jspecify.annotations.Nullable;

/**
 * A part of a history.
 *
 * @param entries its events, in order
 * @param more whether there may be events after them
 */
public record HistoryPage(List<Entry> entries, boolean more) {

	public HistoryPage {
		entries = List.copyOf(entries);
	}

	/**
	 * An event at its place.
	 *
	 * @param seq its position
	 * @param kind its kind
	 * @param at its time
	 * @param event the event, or null if this version cannot read it
	 */
	public record Entry(long seq, String kind, Instant at, @Nullable Event event) {

	}

}
