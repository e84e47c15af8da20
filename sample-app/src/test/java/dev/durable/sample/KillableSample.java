package dev.durable.sample;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import dev.durable.test.PostgresServer;
import org.awaitility.Awaitility;

/**
 * A sample that is killed and started again, always on the same database.
 */
final class KillableSample implements AutoCloseable {

	private final Path directory;

	private final Map<String, String> environment;

	private final List<String> arguments;

	private SampleProcess process;

	/**
	 * Prepare a sample; nothing is started.
	 * @param database {@code H2} or {@code PostgreSQL}
	 * @param directory where the sample keeps its files
	 * @param arguments the command line of each start
	 */
	KillableSample(String database, Path directory, String... arguments) {
		this.directory = directory;
		this.arguments = new ArrayList<>(List.of(arguments));
		if (database.equals("PostgreSQL")) {
			this.environment = SampleProcess.environment(PostgresServer.freshDatabase());
			this.arguments.addAll(List.of("--spring.profiles.active=postgres", "--durable.lease.duration=3s",
					"--durable.lease.renew-interval=1s"));
		}
		else {
			this.environment = Map.of();
		}
	}

	/**
	 * Start the sample, for the first time or after a kill.
	 * @param more arguments for this start only
	 * @return the running sample
	 */
	HttpDoor start(String... more) {
		List<String> all = Stream.concat(this.arguments.stream(), Stream.of(more)).toList();
		this.process = SampleProcess.start(this.directory, this.environment, all);
		return door();
	}

	HttpDoor door() {
		return this.process.door();
	}

	/**
	 * Kill the sample with {@code kill -9}.
	 * @param pause how long it may go on before
	 */
	void killAfter(Duration pause) {
		this.process.runFor(pause);
		this.process.kill();
	}

	/**
	 * Wait until something holds.
	 * @param condition the condition
	 */
	static void await(Callable<Boolean> condition) {
		Awaitility.await()
			.atMost(Duration.ofMinutes(3))
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(20))
			.until(condition);
	}

	@Override
	public void close() {
		if (this.process != null) {
			this.process.close();
		}
	}

}
