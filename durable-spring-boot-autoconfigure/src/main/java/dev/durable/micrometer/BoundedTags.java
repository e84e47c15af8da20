package dev.durable.micrometer;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.durable.micrometer.DurableMeters.MeterTags;
import io.micrometer.core.instrument.Tag;

/**
 * The values of tags that come from names. What they name is in the code, but callers may
 * start any type: after so many different values the rest is one.
 */
final class BoundedTags {

	static final int VALUES_MAX = 500;

	static final String OTHER = "other";

	private final MeterTags key;

	private final Map<String, Tag> tags = new ConcurrentHashMap<>();

	private final Tag other;

	BoundedTags(MeterTags key) {
		this.key = key;
		this.other = Tag.of(key.asString(), OTHER);
	}

	Tag of(String value) {
		Tag known = this.tags.get(value);
		if (known != null) {
			return known;
		}
		if (this.tags.size() >= VALUES_MAX) {
			return this.other;
		}
		return this.tags.computeIfAbsent(value, (name) -> Tag.of(this.key.asString(), name));
	}

}
