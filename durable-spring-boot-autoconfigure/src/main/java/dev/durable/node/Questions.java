package dev.durable.node;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * What only the store knows of something that a run has asked for, once that is durable:
 * whether a child has been started, and whether a request has found an open run.
 *
 * @param children the workflow ids of children, by child
 * @param requests the workflow ids of the receivers of requests, by request
 */
record Questions(Map<UUID, String> children, Map<Long, String> requests) {

	Questions() {
		this(new LinkedHashMap<>(), new LinkedHashMap<>());
	}

	boolean isEmpty() {
		return this.children.isEmpty() && this.requests.isEmpty();
	}

	Questions copy() {
		return new Questions(Map.copyOf(this.children), Map.copyOf(this.requests));
	}

	void add(Questions others) {
		this.children.putAll(others.children());
		this.requests.putAll(others.requests());
	}

	void remove(Questions answered) {
		this.children.keySet().removeAll(answered.children().keySet());
		this.requests.keySet().removeAll(answered.requests().keySet());
	}

}
