package dev.durable.node;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Thousands of schedules of several nodes on the in-memory store, each from a seed: nodes
 * crash at any call of the store, stand still and wake up, are stopped; commits are lost,
 * unknown, or land later; hints are dropped; operators hold, reset and end runs. A
 * failure prints its seed and the smallest case that still fails. A build runs the same
 * schedules each time; others are looked at with {@code -Ddurable.simulation.seed} and
 * {@code -Ddurable.simulation.schedules}.
 */
class SimulationTests {

	private static final Logger logger = LoggerFactory.getLogger(SimulationTests.class);

	private static final String ENGINE = "dev.durable";

	private static final int SCHEDULES = Integer.getInteger("durable.simulation.schedules", 20_000);

	private static final long FIRST_SEED = Long.getLong("durable.simulation.seed", 1);

	/*
	 * What a schedule logs is of use for one schedule, not for thousands.
	 */
	@BeforeAll
	static void silence() {
		LoggingSystem.get(SimulationTests.class.getClassLoader()).setLogLevel(ENGINE, LogLevel.OFF);
	}

	@AfterAll
	static void speak() {
		LoggingSystem.get(SimulationTests.class.getClassLoader()).setLogLevel(ENGINE, null);
	}

	@Test
	@Timeout(value = 15, unit = TimeUnit.MINUTES)
	void everyScheduleEndsWithWhatIsPromised() {
		logger.info("{} schedules from seed {}", SCHEDULES, FIRST_SEED);
		Set<String> evidence = new ConcurrentSkipListSet<>();
		forEachSeed((seed) -> evidence.addAll(run(Simulation.Case.of(seed))));
		logger.info("faults that happened: {}", evidence);
		assertThat(evidence).contains("crash before commit", "crash after commit", "commit lost", "commit late",
				"reply lost", "pause", "orderly stop", "drain", "hint lost", "no connection",
				"transactional commit late", "transactional reply lost", "activity throws", "failure of the store",
				"order PAUSE", "order RESUME", "order TERMINATE", "order CANCEL", "restart", "reset open",
				"reset closed", "completed by token", "beating activity throws", "activity takes too long", "outage",
				"stuck NON_DETERMINISM", "query", "query of an old build", "failed by token", "declined by token",
				SimulatedPlaces.WAITED);
		assertThat(evidence).containsAll(SimulatedWorkflow.kinds().stream().map((kind) -> "step " + kind).toList());
		assertThat(evidence).containsAll(SimulatedFeatures.ALL);
	}

	@Test
	void aScheduleIsTheSameEachTimeItsSeedIsRun() {
		Simulation.Case what = new Simulation.Case(4711, 3, 3, 5, 600, 0.04);
		assertThat(new Simulation(what).run()).isEqualTo(new Simulation(what).run());
	}

	/*
	 * Schedules know nothing of each other: each processor takes some, until one fails.
	 * One more is under way while threads of the others are woken.
	 */
	private static void forEachSeed(LongConsumer schedule) {
		AtomicLong next = new AtomicLong(FIRST_SEED);
		List<CompletableFuture<Void>> workers = IntStream.rangeClosed(0, Runtime.getRuntime().availableProcessors())
			.mapToObj((worker) -> CompletableFuture.runAsync(() -> take(next, schedule), SimulatedThreads::execute))
			.toList();
		workers.forEach(CompletableFuture::join);
	}

	private static void take(AtomicLong next, LongConsumer schedule) {
		long end = FIRST_SEED + SCHEDULES;
		try {
			for (long seed = next.getAndIncrement(); seed < end; seed = next.getAndIncrement()) {
				schedule.accept(seed);
			}
		}
		finally {
			next.set(end);
		}
	}

	private static Set<String> run(Simulation.Case what) {
		try {
			return new Simulation(what).run();
		}
		catch (Throwable ex) {
			throw new AssertionError("seed " + what.seed() + " fails; smallest case: " + shrink(what), ex);
		}
	}

	private static Simulation.Case shrink(Simulation.Case failing) {
		for (Simulation.Case smaller : smaller(failing)) {
			try {
				new Simulation(smaller).run();
			}
			catch (Throwable ex) {
				return shrink(smaller);
			}
		}
		return failing;
	}

	private static List<Simulation.Case> smaller(Simulation.Case from) {
		return List
			.of(new Simulation.Case(from.seed(), from.nodes() - 1, from.workflows(), from.length(), from.faultySteps(),
					from.faultRate()),
					new Simulation.Case(from.seed(), from.nodes(), from.workflows() - 1, from.length(),
							from.faultySteps(), from.faultRate()),
					new Simulation.Case(from.seed(), from.nodes(), from.workflows(), from.length() - 1,
							from.faultySteps(), from.faultRate()),
					new Simulation.Case(from.seed(), from.nodes(), from.workflows(), from.length(),
							from.faultySteps() / 2, from.faultRate()))
			.stream()
			.filter((smaller) -> !smaller.equals(from) && smaller.nodes() > 0 && smaller.workflows() > 0
					&& smaller.length() > 0)
			.toList();
	}

}
