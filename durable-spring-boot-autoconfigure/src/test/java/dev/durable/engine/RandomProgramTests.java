package dev.durable.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import dev.durable.RetryState;
import dev.durable.history.Command;
import dev.durable.history.FailureInfo;
import dev.durable.history.FailureKind;
import dev.durable.history.Incoming;
import dev.durable.history.Recorded;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * Tests with random programs and random worlds around them: a run in memory, one that is
 * evicted after each turn, and replays of each beginning come to the same. A failure
 * names its seed.
 */
class RandomProgramTests {

	private static final int PROGRAMS = 250;

	private static final int EVENTS_MAX = 60;

	private static final FailureInfo CANCELLED = FailureInfo.of(FailureKind.CANCELLED, "", "asked");

	@Test
	@DisplayName("21: the order of branches is the same on replay, whatever comes when")
	void programsReplayTheSame() {
		long first = new Random().nextInt(1_000_000);
		for (long seed = first; seed < first + PROGRAMS; seed++) {
			check(seed, EVENTS_MAX);
		}
	}

	@Test
	@DisplayName("36: cancelled at every position, a run ends without a command too many")
	void aCancelMayComeAtEveryPosition() {
		long first = new Random().nextInt(1_000_000);
		for (long seed = first; seed < first + 15; seed++) {
			for (int position = 0; position < 15; position++) {
				check(seed, position);
			}
		}
	}

	private static void check(long seed, int cancelAt) {
		try {
			RunDriver driver = RunDriver.everyWay(RandomProgram.workflow(seed),
					(run) -> new World(run, seed, cancelAt).play());
			driver.run.unwind();
		}
		catch (RuntimeException | AssertionError ex) {
			fail("seed " + seed + ", cancelled at " + cancelAt, ex);
		}
	}

	/**
	 * What happens to a run.
	 */
	private static final class World {

		private final RunDriver driver;

		private final Random random;

		private final int cancelAt;

		private int handlers;

		World(RunDriver driver, long seed, int cancelAt) {
			this.driver = driver;
			this.random = new Random(seed);
			this.cancelAt = cancelAt;
		}

		void play() {
			this.driver.start();
			for (int i = 0; i < EVENTS_MAX; i++) {
				if (i == this.cancelAt) {
					this.driver.cancel("enough");
				}
				else if (!next()) {
					break;
				}
				assertThat(this.driver.ask("seen")).isNotNull();
			}
			assertNothingIsCancelledTwice();
		}

		private boolean next() {
			List<Runnable> choices = new ArrayList<>();
			Run run = this.driver.run;
			run.openActivities().forEach((open) -> choices.add(() -> end(open)));
			run.openTimers()
				.keySet()
				.forEach((timer) -> choices.add(() -> this.driver.after(Duration.ofSeconds(1)).fire(timer)));
			run.openChildren().forEach((open) -> choices.add(() -> endChild(open)));
			run.openRequests().forEach((open) -> choices.add(() -> endRequest(open)));
			if (this.handlers < 6) {
				choices.add(() -> this.driver.signal("s", this.handlers++));
				choices.add(() -> this.driver.update("u" + this.handlers, "u", this.handlers++));
			}
			if (choices.isEmpty() || (run.outcome() != null && this.random.nextInt(4) == 0)) {
				return false;
			}
			choices.get(this.random.nextInt(choices.size())).run();
			return true;
		}

		private void end(Recorded open) {
			switch (this.random.nextInt(6)) {
				case 0 -> this.driver.fail(open.seq(), FailureInfo.application("Broken", "x"));
				case 1 -> this.driver.take(new Incoming.ActivityFailed(open.seq(),
						CANCELLED.ofActivity("a", 1, RetryState.CANCELLED.name())));
				default -> this.driver.complete(open.seq(), "r" + open.seq());
			}
		}

		private void endChild(Recorded open) {
			switch (this.random.nextInt(4)) {
				case 0 -> this.driver.childFailed(open.seq(), FailureInfo.application("Broken", "x"));
				case 1 -> this.driver.childFailed(open.seq(), CANCELLED);
				default -> this.driver.childCompleted(open.seq(), "c");
			}
		}

		private void endRequest(Recorded open) {
			this.driver.take(this.random.nextBoolean() ? new Incoming.ExternalSignalDelivered(open.seq())
					: new Incoming.ExternalSignalFailed(open.seq(), new FailureInfo(FailureKind.EXTERNAL, "", "nobody",
							null, List.of(), false, null, 0, null, "other", null)));
		}

		private void assertNothingIsCancelledTwice() {
			List<String> cancels = this.driver.history.stream()
				.filter((event) -> event.event() instanceof Command.TimerCancelled
						|| event.event() instanceof Command.ActivityCancelRequested
						|| event.event() instanceof Command.ChildCancelRequested)
				.map((event) -> ((Command) event.event()).target())
				.toList();
			assertThat(cancels).doesNotHaveDuplicates();
		}

	}

}
