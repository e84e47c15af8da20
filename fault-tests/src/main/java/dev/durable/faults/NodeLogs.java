package dev.durable.faults;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What nodes have told about themselves; figures only, nothing is judged by it.
 */
final class NodeLogs {

	private static final Pattern DOUBT = Pattern.compile("A commit of \\d+ runs that was in doubt");

	private static final Pattern BUG = Pattern.compile("which is a bug of the engine");

	private final List<NodeProcess> processes;

	NodeLogs(List<NodeProcess> processes) {
		this.processes = processes;
	}

	/**
	 * Return how many commits had an outcome that was not known at first.
	 */
	String doubts() {
		return Long.toString(count(DOUBT));
	}

	/**
	 * Return how often a node has said that it has a bug.
	 */
	long bugs() {
		return count(BUG);
	}

	private long count(Pattern pattern) {
		return this.processes.stream().mapToLong((process) -> pattern.matcher(process.log()).results().count()).sum();
	}

}
