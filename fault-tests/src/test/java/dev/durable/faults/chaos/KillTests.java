package dev.durable.faults.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import dev.durable.faults.verdict.LastingVerdict;
import org.awaitility.Awaitility;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tests for processes on an H2 file that are killed at any moment, again and again, while
 * they send parcels. What was said to be sent or approved is there, and each parcel ends
 * with each effect as often as it should be; so does the one that may have been sent
 * before the kill, when it is sent again. {@code -Ddurable.faults.kills} sets how often.
 */
@Timeout(3_600)
@ExtendWith(LastingVerdict.class)
class KillTests {

	private static final Logger logger = LoggerFactory.getLogger(KillTests.class);

	private static final int KILLS = Integer.getInteger("durable.faults.kills", 8);

	private static final Duration LIMIT = Duration.ofMinutes(3);

	@TempDir
	private Path directory;

	@Test
	void nothingThatWasAcknowledgedIsLost() throws Exception {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		JdbcDataSource database = new JdbcDataSource();
		database.setURL("jdbc:h2:async:" + this.directory.resolve("parcels") + ";DB_CLOSE_ON_EXIT=FALSE");
		String url = "spring.datasource.url=" + database.getURL();
		List<String> sent = new ArrayList<>();
		List<String> inDoubt = new ArrayList<>();
		int inFlight = 0;
		for (int kill = 1; kill <= KILLS; kill++) {
			String prefix = "kill-" + kill + "-";
			ChildJvm child = ChildJvm.start(this.directory, List.of(url, "endless=" + prefix));
			Awaitility.await()
				.atMost(LIMIT)
				.pollInterval(Duration.ofMillis(20))
				.failFast(() -> !child.process().isAlive())
				.until(() -> !child.said("SENT").isEmpty());
			child.process().waitFor(random.nextInt(1_500), TimeUnit.MILLISECONDS);
			child.kill();
			List<String> said = child.said("SENT");
			sent.addAll(said);
			inDoubt.add(prefix + said.size());
			inFlight += said.size() - child.said("APPROVED").size();
		}
		logger.info("seed {}: {} kills, {} parcels sent, {} killed before their approval was acknowledged", seed, KILLS,
				sent.size(), inFlight);
		ChildJvm last = ChildJvm.start(this.directory,
				List.of(url, "acknowledged=" + String.join(",", sent), "parcels=" + String.join(",", inDoubt)));
		last.requireEnd(0, "parcels were not sent");
		sent.addAll(inDoubt);
		new ParcelCheck(database).require(sent);
	}

}
