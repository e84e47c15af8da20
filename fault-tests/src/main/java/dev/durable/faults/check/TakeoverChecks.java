package dev.durable.faults.check;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

import dev.durable.faults.check.World.Blow;
import dev.durable.faults.check.World.Event;
import dev.durable.faults.check.World.Witnessed;

/**
 * What becomes of the attempts of nodes that are gone: P14, how long it takes until
 * others go on; P15, that none is given up while its node lives; P18, how long a node
 * takes to end in good order.
 */
final class TakeoverChecks {

	/**
	 * What a machine may add that is busy with other things. The bounds themselves are
	 * asserted where time is virtual.
	 */
	private static final Duration SLACK = Duration.ofSeconds(60);

	/** The same for a takeover, which must not be longer than faults leave in peace. */
	private static final Duration TAKEOVER_SLACK = Duration.ofSeconds(20);

	/** The kinds of faults after which a node says nothing more. */
	private static final Predicate<String> SUDDEN = Set.of("kill", "kill all", "freeze")::contains;

	/** What a node may take to end beyond the grace. */
	private static final Duration LEAVING = Duration.ofSeconds(2);

	/** That a node is gone is seen a little later, if the database is hit, too. */
	private static final Duration UNSEEN = Duration.ofSeconds(10);

	/** How nodes are called that run workflows. */
	private static final String NODE = "n";

	private final World world;

	private final Findings findings;

	TakeoverChecks(World world, Findings findings) {
		this.world = world;
		this.findings = findings;
	}

	void check() {
		for (Blow blow : this.world.blows) {
			Duration took = Duration.between(blow.begin(), blow.end());
			this.findings.require(
					!blow.kind().equals("terminate") || took.compareTo(this.world.grace.plus(LEAVING).plus(SLACK)) <= 0,
					"P18", "%s took %s to end, with a grace of %s", blow.nodes(), took, this.world.grace);
		}
		Duration limit = bound().plus(TAKEOVER_SLACK);
		for (Lost lost : lost(this.world)) {
			Optional<Instant> end = endOfNode(lost);
			this.findings.require(end.isPresent(), "P15",
					"attempt %s of activity %s counts as lost, and nothing has happened to its node %s",
					lost.attempt().attempt(), lost.attempt().call(), lost.attempt().node());
			end.map((begin) -> whenHealthy(lost, begin))
				.filter((begin) -> isUndisturbed(begin, begin.plus(limit)))
				.ifPresent((begin) -> this.findings.require(!lost.at().isAfter(begin.plus(limit)), "P14",
						"node %s was gone at %s, and activity %s went on at %s only", lost.attempt().node(), begin,
						lost.attempt().call(), lost.at()));
		}
	}

	/**
	 * Return how long after the end of nodes others went on with what they had begun.
	 * @param world all that is known
	 * @return the takeovers, the shortest first
	 */
	static List<Takeover> takeovers(World world) {
		TakeoverChecks checks = new TakeoverChecks(world, new Findings());
		return lost(world).stream()
			.flatMap((lost) -> checks.struck(lost, SUDDEN)
				.map((begin) -> checks.takeover(lost, checks.whenHealthy(lost, begin)))
				.stream())
			.filter((takeover) -> !takeover.took().isNegative())
			.sorted(Comparator.comparing(Takeover::took))
			.toList();
	}

	private Takeover takeover(Lost lost, Instant begin) {
		return new Takeover(Duration.between(begin, lost.at()), !isUndisturbed(begin, begin.plus(bound())),
				"attempt %s of %s on node %s, which was hit at %s".formatted(lost.attempt().attempt(),
						lost.attempt().call(), lost.attempt().node(), begin));
	}

	private Duration bound() {
		return this.world.lease.plus(this.world.poll.multipliedBy(2));
	}

	private static List<Lost> lost(World world) {
		Map<String, List<Witnessed>> begins = new HashMap<>(world.begins());
		List<Lost> all = new ArrayList<>();
		world.histories.forEach((runId, history) -> history.stream()
			.filter((event) -> event.kind().equals("ActivityAttemptLost"))
			.forEach((event) -> begins.getOrDefault(runId + "/" + event.ref(), List.of())
				.stream()
				.filter((begin) -> attemptOf(event) == begin.attempt())
				.forEach((begin) -> all.add(new Lost(begin, event.at())))));
		return all;
	}

	private static int attemptOf(Event event) {
		return Integer.parseInt(event.text());
	}

	/**
	 * When the node of an attempt was hit, or was seen to be gone without.
	 */
	private Optional<Instant> endOfNode(Lost lost) {
		Optional<Instant> struck = struck(lost, (kind) -> true);
		return struck.isPresent() ? struck
				: this.world.stays.stream()
					.filter((stay) -> stay.node().equals(lost.attempt().node()))
					.flatMap((stay) -> stay.end().stream())
					.filter((gone) -> gone.isAfter(lost.attempt().at()) && !gone.minus(UNSEEN).isAfter(lost.at()))
					.min(Instant::compareTo);
	}

	/*
	 * While the attempt was under way: what happened to the node afterwards is no reason.
	 */
	private Optional<Instant> struck(Lost lost, Predicate<String> kinds) {
		return this.world.blows.stream()
			.filter((blow) -> kinds.test(blow.kind()))
			.filter((blow) -> blow.nodes().contains(lost.attempt().node()))
			.filter((blow) -> !blow.end().isBefore(lost.attempt().at()) && !blow.begin().isAfter(lost.at()))
			.map(Blow::begin)
			.min(Instant::compareTo);
	}

	/**
	 * Somebody must be there to take over, and have the code: where all nodes were hit,
	 * or all that are left have an older build, time counts from when one had joined that
	 * could.
	 */
	private Instant whenHealthy(Lost lost, Instant begin) {
		return this.world.stays.stream()
			.filter((stay) -> stay.node().startsWith(NODE) && !stay.node().equals(lost.attempt().node()))
			.filter((stay) -> BuildChecks.isNewer(stay.node()) || !BuildChecks.isNewer(lost.attempt().node()))
			.filter((stay) -> stay.end().isEmpty() || stay.end().get().isAfter(begin))
			.filter((stay) -> this.world.blows.stream()
				.noneMatch((blow) -> blow.begin().equals(begin) && blow.nodes().contains(stay.node())))
			.map((stay) -> stay.from().isBefore(begin) ? begin : stay.from())
			.min(Instant::compareTo)
			.orElse(begin);
	}

	/*
	 * For a time that is the same for all: else what takes long would be left out, as
	 * something is sure to be hit in the end.
	 */
	private boolean isUndisturbed(Instant from, Instant until) {
		return this.world.blows.stream()
			.noneMatch((blow) -> blow.begin().isAfter(from) && blow.begin().isBefore(until));
	}

	/**
	 * An attempt that counts as lost.
	 *
	 * @param attempt the attempt, as it began
	 * @param at when its run has learned it
	 */
	private record Lost(Witnessed attempt, Instant at) {
	}

}
