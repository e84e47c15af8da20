package dev.durable.faults;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import dev.durable.faults.verdict.LastingVerdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for three nodes that are hit by each kind of fault at least once: a short run
 * with a fixed seed. {@link FaultRunTests} is the long form.
 */
@ExtendWith(LastingVerdict.class)
class FaultSmokeTests {

	private static final Logger logger = LoggerFactory.getLogger(FaultSmokeTests.class);

	private static final long SEED = Long.getLong("durable.faults.seed", 20_260_501);

	private static final int NODES = 3;

	@Test
	@Timeout(value = 20, unit = TimeUnit.MINUTES)
	void promisesHoldWhileEachKindOfFaultHappens() throws Exception {
		Path directory = Files.createDirectories(Path.of("target", "faults"));
		Path logs = Files.createTempDirectory(directory, "smoke");
		FaultReport report = FaultRun.carryOut(FaultSettings.of(SEED, Duration.ofSeconds(45), logs));
		logger.info("{}", report.markdown());
		assertThat(report.violations()).as("seed " + SEED).isEmpty();
		assertThat(report.errors()).as("errors of the engine, seed " + SEED).isEmpty();
		requireEvidence(report.missing().isEmpty(), "faults without evidence, seed " + SEED + ": " + report.missing());
		requireEvidence(report.figures().runs().getOrDefault("COMPLETED", 0L) > 0, "no run completed");
		requireEvidence(Files.readString(logs.resolve("open.log")).contains("WorkflowStarted"),
				"no history in open.log");
		String[] dumps = logs.toFile().list((where, name) -> name.endsWith(".threads"));
		requireEvidence(dumps != null && dumps.length >= NODES, "nodes without a thread dump");
	}

	/**
	 * A run without it is void, which is another thing than a broken promise.
	 */
	private static void requireEvidence(boolean there, String otherwise) {
		if (!there) {
			throw new IllegalStateException(otherwise);
		}
	}

}
