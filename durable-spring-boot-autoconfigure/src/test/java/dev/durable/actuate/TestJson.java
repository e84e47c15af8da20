package dev.durable.actuate;

import java.util.Map;

import dev.durable.history.Payload;
import dev.durable.jackson.JacksonHistoryFormat;
import dev.durable.jackson.JacksonJsonText;
import dev.durable.node.ExportedHistory;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of the endpoints, without an application.
 */
final class TestJson implements Json {

	private final JacksonJsonText text = new JacksonJsonText();

	@Override
	public String export(ExportedHistory history) {
		return new JacksonHistoryFormat().write(history);
	}

	@Override
	public @Nullable Object read(Payload payload) {
		return this.text.read(payload);
	}

	@Override
	public Map<String, String> fields(String object) {
		return this.text.fields(object);
	}

	@Override
	public String object(String name, String value) {
		return this.text.object(name, value);
	}

}
