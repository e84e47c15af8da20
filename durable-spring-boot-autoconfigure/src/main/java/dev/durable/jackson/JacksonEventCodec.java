package dev.durable.jackson;

import java.time.DateTimeException;

import dev.durable.history.Event;
import dev.durable.history.EventCodec;
import dev.durable.history.UnreadableException;
import dev.durable.history.UnwritableException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * Events as compact JSON objects, with their payloads in them byte by byte. Kinds come
 * from a fixed table.
 */
public final class JacksonEventCodec implements EventCodec {

	private static final int DEPTH_MAX = 1_000;

	private final JsonFactory factory = JsonFactory.builder()
		.streamReadConstraints(StreamReadConstraints.builder()
			.maxNestingDepth(DEPTH_MAX)
			.maxNumberLength(Integer.MAX_VALUE)
			.maxStringLength(Integer.MAX_VALUE)
			.maxNameLength(Integer.MAX_VALUE)
			.build())
		.build();

	@Override
	public byte[] encode(Event event) {
		JsonText json = new JsonText();
		try {
			format(event.kind()).write(json, event);
		}
		catch (IllegalArgumentException ex) {
			throw new UnwritableException("A " + event.kind() + " cannot be written as JSON: " + ex.getMessage()
					+ ". A text in it holds half a surrogate pair", ex);
		}
		return json.toByteArray();
	}

	@Override
	public Event decode(String kind, byte[] data) {
		EventFormat<?> format = format(kind);
		try (JsonParser parser = this.factory.createParser(ObjectReadContext.empty(), data)) {
			parser.nextToken();
			JsonFields fields = JsonFields.read(parser, data);
			if (parser.nextToken() != null) {
				throw new UnreadableException("It has something after its end", null);
			}
			return format.reader().apply(fields);
		}
		catch (JacksonException | IllegalArgumentException | ArithmeticException | DateTimeException
				| UnreadableException ex) {
			throw new UnreadableException(
					"A stored event of kind '" + kind + "' and " + data.length + " bytes cannot be read: "
							+ ex.getMessage() + ". It was damaged, or written by a version with another format",
					ex);
		}
	}

	private static EventFormat<?> format(String kind) {
		EventFormat<?> format = EventFormats.BY_KIND.get(kind);
		if (format == null) {
			throw new UnreadableException("This version of the code knows no events of kind '" + kind
					+ "'. They were written by a newer one: deploy that again", null);
		}
		return format;
	}

}
