package dev.durable.faults;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * A fault that has happened.
 *
 * @param kind the name of its kind
 * @param what what was done, to whom, in words
 * @param begin when it began
 * @param end when its cause was gone
 * @param nodes the names of the node processes that it has hit, empty for those of the
 * database, which hit all
 * @param evidence asked when everything has come to its end: returns what shows that the
 * fault has had an effect, or empty if nothing does, which makes the run void
 */
public record Strike(String kind, String what, Instant begin, Instant end, Set<String> nodes,
		Callable<Optional<String>> evidence) {

	public Strike {
		nodes = Set.copyOf(nodes);
	}

}
