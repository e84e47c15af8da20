package dev.durable.faults.check;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How much has happened in a run.
 *
 * @param runs the number of runs by status
 * @param events the number of events
 * @param attempts the number of attempts that were seen
 * @param lost the number of attempts that were lost with their node
 * @param effects the number of rows of transactional activities
 * @param signals the number of signals that were acknowledged
 * @param deadLetters the number of dead letters
 * @param moved the number of runs whose attempts were made by nodes of both builds
 * @param takeovers how others went on after the end of nodes, the fastest first
 */
public record Figures(Map<String, Long> runs, long events, long attempts, long lost, long effects, long signals,
		long deadLetters, long moved, List<Takeover> takeovers) {

	/**
	 * Count.
	 * @param world all that is known
	 * @return the figures
	 */
	public static Figures of(World world) {
		return new Figures(
				world.runs.stream()
					.collect(Collectors.groupingBy(World.Run::status, TreeMap::new, Collectors.counting())),
				world.histories.values().stream().mapToLong(List::size).sum(),
				world.ledger.stream().filter((line) -> line.what().equals("BEGIN")).count(), lost(world),
				world.effects.size(), world.notes.stream().filter((note) -> note.is("ACKNOWLEDGED", "SIGNAL")).count(),
				world.letters.stream().filter((letter) -> letter.state().equals("DEAD")).count(),
				BuildChecks.moved(world), TakeoverChecks.takeovers(world));
	}

	private static long lost(World world) {
		return world.histories.values()
			.stream()
			.flatMap(List::stream)
			.filter((event) -> event.kind().equals("ActivityAttemptLost"))
			.count();
	}

	/**
	 * Return the takeovers during which no other fault began, the fastest first.
	 * @return the takeovers that the promise is about
	 */
	public List<Takeover> undisturbed() {
		return this.takeovers.stream().filter((takeover) -> !takeover.disturbed()).toList();
	}

	/**
	 * Return a quantile of the times of takeovers.
	 * @param takeovers the takeovers, the fastest first
	 * @param quantile the part of them that were not slower
	 * @return the time, as text
	 */
	public static String quantile(List<Takeover> takeovers, double quantile) {
		if (takeovers.isEmpty()) {
			return "none";
		}
		int index = (int) Math.ceil(quantile * takeovers.size()) - 1;
		return takeovers.get(Math.max(0, index)).took().toMillis() + " ms";
	}

	/**
	 * Return the number of faults by kind.
	 * @param world all that is known
	 * @return the numbers
	 */
	public static Map<String, Long> faults(World world) {
		return world.blows.stream()
			.map(World.Blow::kind)
			.collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
	}

}
