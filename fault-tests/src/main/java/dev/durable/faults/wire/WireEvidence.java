package dev.durable.faults.wire;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a proxy has really done: a fault that has not happened proves nothing.
 */
public final class WireEvidence {

	private final Map<WireEvent, Long> counts = new ConcurrentHashMap<>();

	WireEvidence() {
	}

	void add(WireEvent event) {
		this.counts.merge(event, 1L, Long::sum);
	}

	/**
	 * Return how often something has happened.
	 * @param event what
	 * @return how often
	 */
	public long count(WireEvent event) {
		return this.counts.getOrDefault(event, 0L);
	}

	@Override
	public String toString() {
		return (this.counts.isEmpty()) ? "nothing" : new EnumMap<>(this.counts).toString();
	}

}
