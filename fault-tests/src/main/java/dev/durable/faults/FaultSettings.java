package dev.durable.faults;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How a run is to be.
 *
 * @param seed from which all chance of the run comes
 * @param duration how long faults happen
 * @param lease the lease of the nodes
 * @param poll the interval in which nodes look for work
 * @param grace what running activities get when a node ends in good order
 * @param pause the longest time between two faults
 * @param senders how many threads start runs and speak to them
 * @param arguments what else nodes are given, such as {@code --a.b=c}
 * @param directory where logs are written
 */
public record FaultSettings(long seed, Duration duration, Duration lease, Duration poll, Duration grace, Duration pause,
		int senders, List<String> arguments, Path directory) {

	/**
	 * Return settings with a short lease, for a machine that is small and busy.
	 * @param seed from which all chance of the run comes
	 * @param duration how long faults happen
	 * @param directory where logs are written
	 * @return the settings
	 */
	public static FaultSettings of(long seed, Duration duration, Path directory) {
		return new FaultSettings(seed, duration, Duration.ofSeconds(6), Duration.ofMillis(250), Duration.ofSeconds(3),
				Duration.ofSeconds(3), 8, List.of(), directory);
	}

	/**
	 * Return the same settings for nodes that are set up in another way, or have another
	 * load.
	 * @param threads how many threads start runs and speak to them
	 * @param more arguments of the nodes
	 * @return the settings
	 */
	public FaultSettings with(int threads, List<String> more) {
		return new FaultSettings(this.seed, this.duration, this.lease, this.poll, this.grace, this.pause, threads,
				List.copyOf(more), this.directory);
	}

}
