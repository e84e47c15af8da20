package dev.durable.jackson;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The stored forms of all events.
 */
final class EventFormats {

	static final Map<String, EventFormat<?>> BY_KIND = Stream
		.of(IncomingFormats.ALL, CommandFormats.ALL, TerminalFormats.ALL)
		.flatMap(List::stream)
		.collect(Collectors.toUnmodifiableMap((format) -> format.type().getSimpleName(), Function.identity()));

	private EventFormats() {
	}

}
