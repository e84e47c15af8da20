package dev.durable.history;

import java.time.Instant;

import dev.durable.client.HistoryEvent;

/**
 * An event at its place in a history.
 *
 * @param seq its position, from 1, without gaps
 * @param recordedAt its time by the database's clock, in microseconds, never decreasing
 * @param event the event
 */
public record Recorded(long seq, Instant recordedAt, Event event) implements HistoryEvent {

	@Override
	public String kind() {
		return this.event.kind();
	}

}
