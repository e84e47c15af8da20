package dev.durable.node;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.stream.IntStream;

import dev.durable.history.Precedence;
import org.jspecify.annotations.Nullable;

/**
 * Attempts that wait for room on this node: those of a lower priority first, and those of
 * one priority in the order in which they came.
 */
final class Backlog {

	private final List<Queue<Execution>> priorities = IntStream.rangeClosed(Precedence.FIRST, Precedence.LAST)
		.<Queue<Execution>>mapToObj((priority) -> new ArrayDeque<>())
		.toList();

	void add(Execution execution) {
		int priority = execution.owner().precedence().ranked().priority();
		this.priorities.get(priority - Precedence.FIRST).add(execution);
	}

	int size() {
		int size = 0;
		for (Queue<Execution> waiting : this.priorities) {
			size += waiting.size();
		}
		return size;
	}

	boolean isEmpty() {
		return size() == 0;
	}

	@Nullable Execution poll() {
		for (Queue<Execution> waiting : this.priorities) {
			if (!waiting.isEmpty()) {
				return waiting.remove();
			}
		}
		return null;
	}

	/**
	 * Remove all that wait.
	 * @return what has waited
	 */
	List<Execution> clear() {
		List<Execution> all = new ArrayList<>();
		this.priorities.forEach((waiting) -> {
			all.addAll(waiting);
			waiting.clear();
		});
		return all;
	}

}
