package dev.durable.sample;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the promise of the whole: customers of all parts of the sample come all the
 * time, and its process is killed with {@code kill -9} three times, each time at a random
 * moment while every part is in the middle of something. In the end everything has the
 * status that the rules give, and each effect is there exactly as often as it should be.
 * What the rules give is computed here, without any code of the sample. One process is
 * shared by all parts because starting it is what takes the time.
 */
@Timeout(600)
class KillAndRestartTests {

	private static final Logger logger = LoggerFactory.getLogger(KillAndRestartTests.class);

	private static final int DELAY_MILLIS = 800;

	private static final Duration PACE = Duration.ofMillis(250);

	/**
	 * On a machine so busy that the parts are not seen in the middle at once, it is
	 * enough that each was, and some still are.
	 */
	private static final Duration PATIENCE = Duration.ofSeconds(30);

	/**
	 * What is different in each process. Those that wait for the school in the first one
	 * get a day that outlasts a restart; the last two have no delay, so that thousands of
	 * batches are done soon.
	 */
	private static final List<List<String>> PROCESSES = List.of(
			List.of("--sample.activity.delay=" + DELAY_MILLIS + "ms", "--sample.enrolments.day=10s"),
			List.of("--sample.activity.delay=" + DELAY_MILLIS + "ms", "--sample.enrolments.day=1s",
					"--sample.trips.fail-at=payment"),
			List.of("--sample.enrolments.day=1s", "--sample.trips.fail-at=payment"),
			List.of("--sample.enrolments.day=1s"));

	private final TestFile file = TestFile.largest();

	private final List<Customers> customers = List.of(new OrderCustomers(this.file), new DataSetCustomer(),
			new LoanCustomers(), new TripCustomers(), new EnrolmentCustomers());

	@TempDir
	private Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "H2", "PostgreSQL" })
	void nothingIsLostAndNoEffectDoubled(String database) {
		long seed = Long.getLong("durable.sample.seed", System.nanoTime());
		logger.info("Kills at random moments, seed {}", seed);
		Random random = new Random(seed);
		try (KillableSample sample = new KillableSample(database, this.directory,
				"--spring.datasource.hikari.maximum-pool-size=24", "--sample.carrier.failure-rate=0.1",
				"--sample.enrolments.examiner-failures=2",
				"--sample.carrier.unserved=" + String.join(",", this.file.unserved()))) {
			for (int process = 1; process < PROCESSES.size(); process++) {
				start(sample, process);
				serveUntilAllAreInTheMiddle(sample.door(), process);
				sample.killAfter(Duration.ofMillis(random.nextInt(DELAY_MILLIS)));
			}
			start(sample, PROCESSES.size());
			awaitEnd(sample.door());
			requireRightEnd(sample.door());
		}
	}

	private static void start(KillableSample sample, int process) {
		sample.start(PROCESSES.get(process - 1).toArray(String[]::new));
	}

	private void serveUntilAllAreInTheMiddle(HttpDoor door, int process) {
		long begin = System.nanoTime();
		Set<Customers> waiting = new HashSet<>(this.customers);
		Awaitility.await().atMost(Duration.ofMinutes(3)).pollDelay(Duration.ZERO).pollInterval(PACE).until(() -> {
			List<Customers> now = serve(door, process);
			now.forEach(waiting::remove);
			boolean late = System.nanoTime() - begin > PATIENCE.toNanos();
			boolean all = now.size() == this.customers.size();
			if (all || late) {
				logger.info("Process {}, in the middle: {}, never yet: {}", process, names(now), names(waiting));
			}
			return all || (late && waiting.isEmpty() && !now.isEmpty());
		});
	}

	/**
	 * Serve each part once.
	 * @return those in the middle of something
	 */
	private List<Customers> serve(HttpDoor door, int process) {
		this.customers.forEach((customers) -> customers.next(door, process));
		return this.customers.stream().filter((customers) -> customers.areInTheMiddle(door, process)).toList();
	}

	private static List<String> names(Collection<Customers> customers) {
		return customers.stream().map((some) -> some.getClass().getSimpleName()).toList();
	}

	private void awaitEnd(HttpDoor door) {
		this.customers.forEach((customers) -> customers.next(door, PROCESSES.size()));
		List<Customers> open = new ArrayList<>(this.customers);
		Awaitility.await().atMost(Duration.ofMinutes(3)).pollDelay(Duration.ZERO).pollInterval(PACE).until(() -> {
			open.removeIf((customers) -> customers.areServed(door));
			return open;
		}, List::isEmpty);
	}

	/**
	 * Steps that were made by a second attempt are the evidence that kills have hit.
	 */
	private void requireRightEnd(HttpDoor door) {
		long repeated = this.customers.stream().mapToLong((customers) -> customers.requireRightEnd(door)).sum();
		logger.info("{} steps were made by a second attempt", repeated);
		assertThat(repeated).isPositive();
	}

}
