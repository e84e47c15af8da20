package dev.durable.micrometer;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;

/**
 * The meters of one name by one or two tags, so that the hot path builds no ids.
 *
 * @param <M> the type of the meters
 */
final class MeterCache<M> {

	private final Function<Tags, M> factory;

	private final Map<Tag, M> single = new ConcurrentHashMap<>();

	private final Map<Tag, Map<Tag, M>> paired = new ConcurrentHashMap<>();

	MeterCache(Function<Tags, M> factory) {
		this.factory = factory;
	}

	M of(Tag tag) {
		M known = this.single.get(tag);
		return (known != null) ? known : this.single.computeIfAbsent(tag, (key) -> this.factory.apply(Tags.of(key)));
	}

	M of(Tag first, Tag second) {
		Map<Tag, M> row = this.paired.get(first);
		if (row == null) {
			row = this.paired.computeIfAbsent(first, (key) -> new ConcurrentHashMap<>());
		}
		M known = row.get(second);
		return (known != null) ? known
				: row.computeIfAbsent(second, (key) -> this.factory.apply(Tags.of(first, second)));
	}

}
