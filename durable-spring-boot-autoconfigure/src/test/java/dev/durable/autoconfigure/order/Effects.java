package dev.durable.autoconfigure.order;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts calls of activities that leave no rows.
 */
public class Effects {

	private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();

	int add(String call) {
		return this.calls.computeIfAbsent(call, (key) -> new AtomicInteger()).incrementAndGet();
	}

	public int count(String call) {
		AtomicInteger count = this.calls.get(call);
		return (count != null) ? count.get() : 0;
	}

}
