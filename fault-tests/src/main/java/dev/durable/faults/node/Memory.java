package dev.durable.faults.node;

import java.util.List;

/**
 * What a run hands on to the next one.
 *
 * @param done the results so far
 * @param heard the signals so far, each as its sender and number
 * @param updated the updates so far
 */
public record Memory(List<String> done, List<String> heard, List<Integer> updated) {

	/** Of a first run. */
	public static final Memory NONE = new Memory(List.of(), List.of(), List.of());

}
