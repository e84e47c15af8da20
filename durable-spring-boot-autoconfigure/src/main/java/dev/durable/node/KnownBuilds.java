package dev.durable.node;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.durable.engine.Builds;
import dev.durable.store.NodeStore;

/**
 * What the store knows of builds. It is asked once for each build that is met.
 */
public final class KnownBuilds implements Builds {

	private final NodeStore store;

	private final String current;

	private final Map<String, Boolean> later = new ConcurrentHashMap<>();

	/**
	 * Create them.
	 * @param store knows when each build was first seen
	 * @param current the build that runs here
	 */
	public KnownBuilds(NodeStore store, String current) {
		this.store = store;
		this.current = current;
	}

	@Override
	public String current() {
		return this.current;
	}

	@Override
	public boolean cameAfter(String other) {
		Boolean known = this.later.get(other);
		if (known == null) {
			known = look(other);
			this.later.put(other, known);
		}
		return known;
	}

	private boolean look(String other) {
		Map<String, Instant> seen = this.store.builds();
		Instant here = seen.get(this.current);
		Instant there = seen.get(other);
		return here != null && there != null && there.isAfter(here);
	}

}
