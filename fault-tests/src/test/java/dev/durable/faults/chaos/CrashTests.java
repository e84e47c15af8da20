package dev.durable.faults.chaos;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import dev.durable.faults.verdict.LastingVerdict;
import dev.durable.test.PostgresServer;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for processes that end at a failpoint, and others that go on where they were:
 * each one takes up what the one before has left, sends two parcels and ends at a
 * failpoint of its own. In the end each parcel is sent, with each effect as often as it
 * should be.
 * <p>
 * A build takes a few failpoints; {@code -Ddurable.faults.failpoints=all} takes all that
 * a first process has met.
 */
@Timeout(3_600)
@ExtendWith(LastingVerdict.class)
class CrashTests {

	private static final Logger logger = LoggerFactory.getLogger(CrashTests.class);

	private static final String WHICH = System.getProperty("durable.faults.failpoints", "");

	/** The start, one step of each kind, and the end. */
	private static final List<String> ON_H2 = List.of("start/after", "commit.WorkflowStarted/before",
			"sql.commit.effect/before", "sql.commit.effect/after", "commit.TimerFired/before",
			"commit.SignalReceived/after", "commit.ContinuedAsNew/before", "commit.ContinuedAsNew/after");

	private static final List<String> ON_POSTGRES = List.of("take/after", "commit.ChildCompleted/after");

	/** Met before there is any work: they hit a process that takes work over. */
	private static final Set<String> AT_THE_BEGINNING = Set.of("join/before", "join/after", "release/before",
			"release/after", "expire/before", "expire/after", "builds/before", "builds/after", "expiredNodes/before",
			"expiredNodes/after");

	/** Met when it is too late to tell. */
	private static final List<String> AT_THE_END = List.of("leave/before", "leave/after", "handOver/before");

	@TempDir
	private Path directory;

	@Test
	void parcelsSurviveCrashesAtFailpointsOnH2() throws Exception {
		JdbcDataSource database = new JdbcDataSource();
		database.setURL("jdbc:h2:async:" + this.directory.resolve("parcels") + ";DB_CLOSE_ON_EXIT=FALSE");
		List<String> sent = crash(ON_H2, List.of("spring.datasource.url=" + database.getURL()));
		new ParcelCheck(database).require(sent);
	}

	@Test
	void parcelsSurviveCrashesAtFailpointsOnPostgres() throws Exception {
		PostgresServer.Database database = PostgresServer.freshDatabase();
		List<String> sent = crash(ON_POSTGRES,
				List.of("spring.datasource.url=" + database.url(), "spring.datasource.username=" + database.username(),
						"spring.datasource.password=" + database.password()));
		new ParcelCheck(database.dataSource()).require(sent);
	}

	private List<String> crash(List<String> few, List<String> settings) throws Exception {
		List<String> sent = new ArrayList<>();
		List<String> left = List.of();
		for (String place : WHICH.equals("all") ? met(settings, sent) : few) {
			List<String> parcels = List.of("a-" + sent.size(), "b-" + sent.size());
			List<String> arguments = new ArrayList<>(settings);
			boolean atOnce = AT_THE_BEGINNING.contains(place);
			arguments.add((atOnce ? "faults.failpoints=" : "later=") + place + "=crash");
			arguments.add("left=" + String.join(",", left));
			arguments.add("parcels=" + String.join(",", parcels));
			ChildJvm child = ChildJvm.start(this.directory, arguments);
			child.requireEnd(Failpoints.CRASHED, place + " was not met");
			assertThat(child.text()).contains("CRASH at " + place);
			logger.info("A process has ended at {}", place);
			sent.addAll(parcels);
			left = atOnce ? join(left, parcels) : parcels;
		}
		finish(settings, left);
		return sent;
	}

	private static List<String> join(List<String> left, List<String> parcels) {
		Set<String> all = new LinkedHashSet<>(left);
		all.addAll(parcels);
		return List.copyOf(all);
	}

	private List<String> met(List<String> settings, List<String> sent) throws Exception {
		List<String> arguments = new ArrayList<>(settings);
		arguments.add("parcels=a-0,b-0");
		ChildJvm child = ChildJvm.start(this.directory, arguments);
		child.requireEnd(0, "parcels were not sent");
		sent.addAll(List.of("a-0", "b-0"));
		List<String> places = Stream
			.concat(child.text()
				.lines()
				.filter((line) -> line.startsWith("MET "))
				.map((line) -> line.substring("MET ".length())), AT_THE_END.stream())
			.distinct()
			.toList();
		logger.info("{} failpoints were met: {}", places.size(), places);
		assertThat(places).containsAll(few());
		return places;
	}

	private static List<String> few() {
		List<String> few = new ArrayList<>(ON_H2);
		few.addAll(ON_POSTGRES);
		return few;
	}

	private void finish(List<String> settings, List<String> left) throws Exception {
		List<String> arguments = new ArrayList<>(settings);
		arguments.add("left=" + String.join(",", left));
		ChildJvm child = ChildJvm.start(this.directory, arguments);
		child.requireEnd(0, "parcels were not sent");
		assertThat(child.text()).contains(ParcelApplication.DONE);
	}

}
