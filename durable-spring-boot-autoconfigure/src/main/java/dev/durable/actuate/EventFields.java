package dev.durable.actuate;

import java.lang.reflect.RecordComponent;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.durable.history.Event;
import dev.durable.history.FailureInfo;
import dev.durable.history.Payload;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ReflectionUtils;

/**
 * Shows the fields of an event: those with values of users as it is allowed, the rest as
 * they are. Only records of the history and what they are made of are walked through.
 *
 * @param values shows or masks values of users
 */
record EventFields(Values values) {

	/** What is carried from the caller, and what random values follow from. */
	private static final Set<String> HIDDEN = Set.of("headers", "seed");

	Map<String, @Nullable Object> of(Event event) {
		return fields((Record) event);
	}

	private Map<String, @Nullable Object> fields(Record object) {
		Map<String, @Nullable Object> fields = new LinkedHashMap<>();
		for (RecordComponent component : object.getClass().getRecordComponents()) {
			Object value = HIDDEN.contains(component.getName()) ? null
					: ReflectionUtils.invokeMethod(component.getAccessor(), object);
			if (value != null) {
				fields.put(component.getName(), show(value));
			}
		}
		return fields;
	}

	private @Nullable Object show(Object value) {
		if (value instanceof Payload payload) {
			return this.values.of(payload);
		}
		if (value instanceof FailureInfo failure) {
			return failure(failure);
		}
		if (value instanceof Record object) {
			return fields(object);
		}
		if (value instanceof Map<?, ?> map) {
			Map<String, @Nullable Object> shown = new LinkedHashMap<>();
			map.forEach((name, entry) -> shown.put(String.valueOf(name), show(entry)));
			return shown;
		}
		if (value instanceof Collection<?> list) {
			List<@Nullable Object> shown = new ArrayList<>();
			list.forEach((entry) -> shown.add(show(entry)));
			return shown;
		}
		return isPlain(value) ? value : value.toString();
	}

	private static boolean isPlain(Object value) {
		return value instanceof Number || value instanceof Boolean || value instanceof Temporal;
	}

	/*
	 * Stack traces stay in the export.
	 */
	private Map<String, @Nullable Object> failure(FailureInfo failure) {
		Map<String, @Nullable Object> fields = new LinkedHashMap<>();
		fields.put("kind", failure.kind().name());
		fields.put("type", failure.type());
		fields.put("message", failure.message());
		if (!failure.details().isEmpty()) {
			fields.put("details", failure.details().stream().map(this.values::of).toList());
		}
		if (failure.attempts() > 0) {
			fields.put("attempts", failure.attempts());
		}
		if (failure.cause() != null) {
			fields.put("cause", failure(failure.cause()));
		}
		return fields;
	}

}
