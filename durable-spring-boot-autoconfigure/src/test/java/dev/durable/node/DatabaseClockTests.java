package dev.durable.node;

import java.time.Duration;
import java.time.Instant;

import dev.durable.engine.WorkflowTypes;
import dev.durable.history.Recorded;
import dev.durable.history.StartDetails;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The idea that a node has of the database's time.
 */
class DatabaseClockTests extends SimulatedNodeTests {

	private static final Instant BEGIN = Instant.parse("2030-01-01T00:00:00Z");

	private static final Duration RENEWAL = Duration.ofSeconds(10);

	private Instant database = BEGIN;

	private double pace = 1;

	private double nanos;

	private final DatabaseClock clock = new DatabaseClock(() -> (long) this.nanos, BEGIN);

	@Test
	void anEarlierReplyThatGivesALaterTimeKeepsItsWord() {
		passes(Duration.ofSeconds(1));
		this.clock.observe(this.database);
		passes(Duration.ofSeconds(1));
		this.clock.observe(this.database.minusMillis(900));
		assertThat(this.clock.now()).isEqualTo(BEGIN.plusSeconds(2));
	}

	@Test
	void aReplyOfALaterTimeCountsAtOnce() {
		this.pace = 0.9;
		passes(Duration.ofSeconds(10));
		assertThat(this.clock.now()).isEqualTo(BEGIN.plusSeconds(9));
		this.clock.observe(this.database);
		assertThat(this.clock.now()).isEqualTo(this.database);
	}

	@Test
	void aMachineThatIsFastIsNotMoreAndMoreAhead() {
		this.pace = 1.001;
		for (int renewal = 0; renewal < 10_000; renewal++) {
			passes(RENEWAL);
			this.clock.observe(this.database);
			assertThat(this.clock.now()).isBetween(this.database, this.database.plusMillis(70));
		}
	}

	@Test
	void onlySlowRepliesLeaveTheTimeWhereTheBestOfAMinuteSetsIt() {
		for (int renewal = 0; renewal < 100; renewal++) {
			passes(RENEWAL);
			this.clock.observe(this.database.minusMillis((renewal % 3 == 0) ? 5 : 4_000));
			assertThat(this.clock.now()).isBetween(this.database.minusMillis(5), this.database);
		}
	}

	@Test
	void aClockOfTheDatabaseThatIsSetBackIsFollowedWithinAMinute() {
		this.database = this.database.minusSeconds(3_600);
		for (int renewal = 0; renewal < 6; renewal++) {
			passes(RENEWAL);
			this.clock.observe(this.database);
		}
		assertThat(this.clock.now()).isEqualTo(this.database);
	}

	@Test
	void aNodeOnAFastMachineRecordsNothingOfTheFuture() {
		SimulatedNode node = node("build", WorkflowTypes.of(() -> "done"));
		node.pace(1.005);
		pass(Duration.ofHours(2));
		start(node, request(StartDetails.NONE));
		Recorded first = node.node.history(row().runId()).get(0);
		assertThat(Duration.between(this.world.instant(), first.recordedAt())).isLessThan(Duration.ofSeconds(1));
	}

	private void passes(Duration time) {
		this.database = this.database.plus(time);
		this.nanos += time.toNanos() * this.pace;
	}

}
