package dev.durable.jackson;

import java.util.function.BiConsumer;
import java.util.function.Function;

import dev.durable.history.Event;

/**
 * The stored form of one kind of event. What is stored is read for ever: fields are
 * added, never renamed.
 *
 * @param <E> the event
 * @param type the event
 * @param writer writes its fields
 * @param reader reads them
 */
record EventFormat<E extends Event>(Class<E> type, BiConsumer<JsonText, E> writer, Function<JsonFields, E> reader) {

	void write(JsonText json, Event event) {
		this.writer.accept(json, this.type.cast(event));
	}

}
