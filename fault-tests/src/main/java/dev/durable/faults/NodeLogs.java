package dev.durable.faults;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What nodes have told about themselves. Promises are not judged by it.
 */
final class NodeLogs {

	private static final Pattern DOUBT = Pattern.compile("A commit of \\d+ runs that was in doubt");

	/**
	 * The bugs of workflow code that are part of the programs are meant to be there, and
	 * so is that the older build meets runs of the newer one. What was thrown follows
	 * after an empty line.
	 */
	private static final Pattern ERROR = Pattern.compile("(?m)^.* ERROR .* dev\\.durable\\..* : "
			+ "(?!\\[DURABLE-2]|\\[DURABLE-1] .* version 2 of change).*$(?:\\R\\R\\S.*$)?");

	private static final int SHOWN_MAX = 20;

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
	 * Return what nodes have logged as errors of the engine.
	 */
	List<String> errors() {
		return this.processes.stream()
			.flatMap((process) -> errors(process.log()).map((line) -> process.name() + ": " + line))
			.limit(SHOWN_MAX)
			.toList();
	}

	static Stream<String> errors(String log) {
		return ERROR.matcher(log).results().map((result) -> result.group().strip());
	}

	private long count(Pattern pattern) {
		return this.processes.stream().mapToLong((process) -> pattern.matcher(process.log()).results().count()).sum();
	}

}
