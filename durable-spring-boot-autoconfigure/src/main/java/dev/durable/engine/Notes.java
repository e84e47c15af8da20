package dev.durable.engine;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

import dev.durable.history.Command;
import dev.durable.history.Payload;
import dev.durable.history.PayloadConverter;
import dev.durable.history.Recorded;
import dev.durable.history.StartDetails;
import dev.durable.history.UnwritableException;
import dev.durable.store.StoreLimits;
import org.jspecify.annotations.Nullable;

/**
 * The memo and the attributes of a run. The maps are never changed, only replaced, and
 * sorted by name: code may walk through them, and must find the same on replay.
 */
final class Notes {

	private final RunCore run;

	private Map<String, Payload> memo = Map.of();

	private Map<String, Payload> attributes = Map.of();

	Notes(RunCore run) {
		this.run = run;
	}

	void begin(StartDetails details) {
		this.memo = Collections.unmodifiableMap(new TreeMap<>(details.memo()));
		this.attributes = Collections.unmodifiableMap(new TreeMap<>(details.attributes()));
	}

	void memo(String name, @Nullable Object value) {
		Payload payload = write("memo " + name, value);
		Recorded noted = this.run.issue(new Command.MemoUpserted(name, payload));
		if (noted.event() instanceof Command.MemoUpserted stored) {
			this.memo = with(this.memo, name, stored.value());
		}
	}

	void attribute(String name, @Nullable Object value) {
		Payload payload = write("attribute " + name, value);
		if (payload != null && value != null && !isSingle(payload)) {
			throw new IllegalArgumentException("Attribute '" + name + "' is of type " + value.getClass().getName()
					+ ", which cannot be searched: use a text, a number, a boolean, an enum constant or a time");
		}
		Recorded set = this.run.issue(new Command.AttributesUpserted(name, payload));
		if (set.event() instanceof Command.AttributesUpserted stored) {
			this.attributes = with(this.attributes, name, stored.value());
		}
	}

	private @Nullable Payload write(String call, @Nullable Object value) {
		return (value != null) ? this.run.calls().write(call, () -> small(value)) : null;
	}

	private Payload small(Object value) {
		Payload payload = this.run.environment().converter().write(value);
		int length = new String(payload.json(), StandardCharsets.UTF_8).length();
		if (length > StoreLimits.JSON_MAX) {
			throw new UnwritableException("Its JSON has " + length + " characters, and an attribute or a part of the"
					+ " memo may have " + StoreLimits.JSON_MAX + ". Keep large values in the workflow or in a table of"
					+ " the application", null);
		}
		return payload;
	}

	private static boolean isSingle(Payload payload) {
		return payload.size() == 0 || (payload.json()[0] != '{' && payload.json()[0] != '[');
	}

	private static Map<String, Payload> with(Map<String, Payload> values, String name, @Nullable Payload value) {
		Map<String, Payload> changed = new TreeMap<>(values);
		if (value != null) {
			changed.put(name, value);
		}
		else {
			changed.remove(name);
		}
		return Collections.unmodifiableMap(changed);
	}

	Map<String, Payload> memo() {
		return this.memo;
	}

	Map<String, Payload> attributes() {
		return this.attributes;
	}

	static Map<String, Object> read(Map<String, Payload> values, PayloadConverter converter) {
		Map<String, Object> read = new LinkedHashMap<>();
		values.forEach((name, payload) -> {
			Object value = converter.read(payload, Object.class);
			if (value != null) {
				read.put(name, value);
			}
		});
		return Collections.unmodifiableMap(read);
	}

}
