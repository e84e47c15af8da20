package dev.durable.faults;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.convert.DurationStyle;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for three nodes and many faults, for as long as is asked for by
 * {@code durable.faults.duration}, with the seed {@code durable.faults.seed},
 * {@code durable.faults.senders} threads that start runs, and
 * {@code durable.faults.arguments} more arguments of the nodes. The report is written to
 * {@code target/faults}.
 */
class FaultRunTests {

	private static final Logger logger = LoggerFactory.getLogger(FaultRunTests.class);

	@Test
	@Timeout(value = 13, unit = TimeUnit.HOURS)
	void promisesHoldWhileFaultsHappen() throws Exception {
		String duration = System.getProperty("durable.faults.duration", "");
		Assumptions.assumeFalse(duration.isEmpty(),
				"A long run is made only if it is told how long: -Ddurable.faults.duration=60m");
		long seed = Long.getLong("durable.faults.seed", System.nanoTime());
		Path directory = Files.createDirectories(Path.of("target", "faults", "seed-" + seed));
		FaultReport report = FaultRun
			.carryOut(FaultSettings.of(seed, DurationStyle.detectAndParse(duration), fresh(directory))
				.with(Integer.getInteger("durable.faults.senders", 8), arguments()));
		report.write(directory.resolve("report.md"));
		logger.info("{}", report.markdown());
		assertThat(report.violations()).as("seed " + seed).isEmpty();
		assertThat(report.errors()).as("errors of the engine, seed " + seed).isEmpty();
		assertThat(report.missing()).as("faults without evidence, seed " + seed).isEmpty();
	}

	private static List<String> arguments() {
		return Stream.of(System.getProperty("durable.faults.arguments", "").split(" "))
			.filter((argument) -> !argument.isBlank())
			.toList();
	}

	private static Path fresh(Path directory) throws Exception {
		return Files.createTempDirectory(directory, "logs");
	}

}
