package dev.durable.faults.check;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import dev.durable.faults.check.World.Event;
import dev.durable.faults.check.World.Witnessed;

/**
 * Two builds on one database: P16.
 */
final class BuildChecks {

	/** Begins the names of the activities that only the newer build has. */
	private static final String NEW = "NewcomerSteps.";

	/** Ends the names of the nodes of the newer build. */
	private static final String NEWER = "-two";

	private final World world;

	private final Findings findings;

	BuildChecks(World world, Findings findings) {
		this.world = world;
		this.findings = findings;
	}

	void check() {
		for (Witnessed line : this.world.ledger) {
			this.findings.require(!line.activity().startsWith(NEW) || isNewer(line), "P16",
					"node %s has made an attempt of %s (%s), for which it has no code", line.node(), line.activity(),
					line.call());
		}
		this.world.histories.forEach((runId, history) -> {
			long markers = history.stream().map(Event::kind).filter((kind) -> kind.equals("VersionMarked")).count();
			this.findings.require(markers <= 1, "P16", "run %s has recorded the version of one change %s times", runId,
					markers);
		});
	}

	/**
	 * Return how many runs nodes of both builds have worked on.
	 * @param world all that is known
	 * @return the number of runs
	 */
	static long moved(World world) {
		Map<String, Set<Boolean>> builds = world.ledger.stream()
			.collect(Collectors.groupingBy(Witnessed::runId,
					Collectors.mapping(BuildChecks::isNewer, Collectors.toSet())));
		return builds.values().stream().filter((both) -> both.size() > 1).count();
	}

	private static boolean isNewer(Witnessed line) {
		return isNewer(line.node());
	}

	/**
	 * Tell whether a node has the newer build, with code that the older one has not.
	 */
	static boolean isNewer(String node) {
		return node.endsWith(NEWER);
	}

}
