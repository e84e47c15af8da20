package dev.durable.autoconfigure;

import java.util.Map;

import dev.durable.actuate.Json;
import dev.durable.history.Payload;
import dev.durable.jackson.JacksonHistoryFormat;
import dev.durable.jackson.JacksonJsonText;
import dev.durable.node.ExportedHistory;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of the endpoints, by Jackson.
 */
final class EndpointJson implements Json {

	private final JacksonHistoryFormat histories = new JacksonHistoryFormat();

	private final JacksonJsonText values = new JacksonJsonText();

	@Override
	public String export(ExportedHistory history) {
		return this.histories.write(history);
	}

	@Override
	public @Nullable Object read(Payload payload) {
		return this.values.read(payload);
	}

	@Override
	public Map<String, String> fields(String object) {
		return this.values.fields(object);
	}

	@Override
	public String object(String name, String text) {
		return this.values.object(name, text);
	}

}
