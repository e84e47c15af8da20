package dev.durable.faults;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for three nodes that are hit by each kind of fault at least once: a short run
 * with a fixed seed. {@link FaultRunTests} is the long form.
 */
class FaultSmokeTests {

	private static final Logger logger = LoggerFactory.getLogger(FaultSmokeTests.class);

	private static final long SEED = Long.getLong("durable.faults.seed", 20_260_501);

	@Test
	@Timeout(value = 20, unit = TimeUnit.MINUTES)
	void promisesHoldWhileEachKindOfFaultHappens() throws Exception {
		Path directory = Files.createDirectories(Path.of("target", "faults"));
		Path logs = Files.createTempDirectory(directory, "smoke");
		FaultReport report = FaultRun.carryOut(FaultSettings.of(SEED, Duration.ofSeconds(45), logs));
		logger.info("{}", report.markdown());
		assertThat(report.violations()).as("seed " + SEED).isEmpty();
		assertThat(report.errors()).as("errors of the engine, seed " + SEED).isEmpty();
		assertThat(report.missing()).as("faults without evidence, seed " + SEED).isEmpty();
		assertThat(report.figures().runs().get("COMPLETED")).isPositive();
		assertThat(logs.resolve("open.log")).content().contains("WorkflowStarted");
		assertThat(logs.toFile().list((where, name) -> name.endsWith(".threads"))).hasSizeGreaterThanOrEqualTo(3);
	}

}
