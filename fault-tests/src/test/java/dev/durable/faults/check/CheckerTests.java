package dev.durable.faults.check;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import dev.durable.faults.check.World.Blow;
import dev.durable.faults.check.World.Effect;
import dev.durable.faults.check.World.Event;
import dev.durable.faults.check.World.Letter;
import dev.durable.faults.check.World.Message;
import dev.durable.faults.check.World.Run;
import dev.durable.faults.check.World.Stay;
import dev.durable.faults.check.World.Witnessed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static dev.durable.faults.check.SampleWorld.RUN;
import static dev.durable.faults.check.SampleWorld.at;
import static dev.durable.faults.check.SampleWorld.begin;
import static dev.durable.faults.check.SampleWorld.event;
import static dev.durable.faults.check.SampleWorld.note;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link Checker}: a world in which all went well is doctored, and each
 * violation must be found under the name of its promise.
 */
class CheckerTests {

	@Test
	void worldWithoutFlawsHasNoViolations() {
		assertThat(Checker.check(SampleWorld.good())).isEmpty();
	}

	@Test
	void takeoverIsNotLateWhileNobodyIsThereToTakeOver() {
		World world = SampleWorld.good();
		world.blows.set(0, new Blow("kill all", at(6), at(35), List.of("n1", "n2")));
		world.stays.set(1, new Stay(2, "n2", at(0), at(12)));
		replace(world, 7, (event) -> event(7, event.kind(), 45, 6, "1"));
		world.history(RUN).replaceAll((event) -> (event.seq() > 7) ? late(event) : event);
		assertThat(Checker.check(world)).extracting(Violation::promise).contains("P14");
		world.stays.add(new Stay(4, "n3", at(33), null));
		assertThat(Checker.check(world)).extracting(Violation::promise).doesNotContain("P14");
		assertThat(Figures.of(world).takeovers()).extracting(Takeover::took).containsExactly(Duration.ofSeconds(12));
		assertThat(Figures.of(world).undisturbed()).hasSize(1);
		world.blows.add(new Blow("database", at(44), at(45), List.of()));
		assertThat(Figures.of(world).undisturbed()).as("what is hit after the bound is no excuse").hasSize(1);
		world.blows.add(new Blow("database", at(36), at(37), List.of()));
		assertThat(Figures.of(world).undisturbed()).isEmpty();
	}

	@Test
	void takeoverIsNotLateWhileOnlyAnOlderBuildIsThere() {
		World world = SampleWorld.good();
		world.ledger.replaceAll((line) -> (line.call().equals("r1/6") && line.attempt() == 1)
				? begin("r1/6", 1, "n1-two", 5, "Steps.call") : line);
		world.blows.set(0, new Blow("kill", at(6), at(9), List.of("n1-two")));
		assertThat(Figures.of(world).takeovers()).as("nobody who could")
			.extracting(Takeover::took)
			.containsExactly(Duration.ofSeconds(6));
		world.stays.add(new Stay(4, "n3-two", at(10), null));
		assertThat(Figures.of(world).takeovers()).extracting(Takeover::took).containsExactly(Duration.ofSeconds(2));
	}

	@ParameterizedTest(name = "{0}: {1}")
	@MethodSource({ "starts", "histories", "activities", "effects", "letters", "timersAndTakeovers",
			"buildsAndCallers" })
	void violationIsNamed(String promise, String what, Consumer<World> doctor) {
		World world = SampleWorld.good();
		doctor.accept(world);
		assertThat(Checker.check(world)).as(what).extracting(Violation::promise).contains(promise);
	}

	static Stream<Arguments> starts() {
		return Stream.of(doctored("P1", "the run of a committed order is lost", (world) -> {
			world.runs.removeIf((run) -> run.runId().equals(RUN));
			world.histories.remove(RUN);
		}), doctored("P1", "an order is there twice", (world) -> world.orders.add("p1")),
				doctored("P1", "a run is there without its order", (world) -> world.orders.clear()),
				doctored("P1", "a run of a transaction that was rolled back", (world) -> ghost(world)),
				doctored("P2", "two open runs of one workflow",
						(world) -> world.runs
							.add(new Run("r3", "p2", "r2", "p2", "RUNNING", null, at(1), null, false))),
				doctored("P2", "a workflow is started twice",
						(world) -> world.runs
							.add(new Run("r3", "p1", "r3", null, "COMPLETED", null, at(40), at(41), false))),
				doctored("P2", "the only start is refused",
						(world) -> world.notes.add(note("REFUSED", "START", "p1", "start", ""))),
				doctored("P3", "an acknowledged start is lost",
						(world) -> world.notes.add(note("ACKNOWLEDGED", "START", "p9", "start", ""))),
				doctored("P3", "a run that nobody has started",
						(world) -> world.notes.removeIf((one) -> one.key().equals("alone"))),
				doctored("P3", "a child without a run",
						(world) -> replace(world, 12, (event) -> event(12, "ChildInitiated", 16, 0, "child"))));
	}

	static Stream<Arguments> histories() {
		return Stream.of(doctored("P4", "a gap", (world) -> world.history(RUN).removeIf((event) -> event.seq() == 9)),
				doctored("P4", "a position twice",
						(world) -> world.history(RUN).add(9, event(9, "SignalReceived", 15, 0, "x1"))),
				doctored("P4", "time goes back",
						(world) -> replace(world, 9, (event) -> event(9, event.kind(), 1, 0, event.text()))),
				doctored("P4", "two terminal events",
						(world) -> world.history(RUN).add(event(14, "WorkflowFailed", 31, 0, ""))),
				doctored("P4", "an event after the end",
						(world) -> world.history(RUN).add(event(14, "SignalReceived", 31, 0, "z1"))),
				doctored("P4", "no terminal event",
						(world) -> world.history(RUN).removeIf((event) -> event.seq() == 13)),
				doctored("P4", "the row disagrees with the end", (world) -> row(world, "FAILED", null)),
				doctored("P4", "a closed run keeps its key", (world) -> row(world, "COMPLETED", "p1")),
				doctored("P4", "a history without a run", (world) -> world.histories.put("r9", List.of())));
	}

	static Stream<Arguments> activities() {
		return Stream.of(
				doctored("P7", "a wrong result",
						(world) -> replace(world, 13, (event) -> event(13, event.kind(), 30, 0, "s0=lost"))),
				doctored("P7", "two results of an activity",
						(world) -> replace(world, 9, (event) -> event(9, "ActivityCompleted", 15, 6, ""))),
				doctored("P7", "a result of nothing",
						(world) -> replace(world, 9, (event) -> event(9, "ActivityCompleted", 15, 99, ""))),
				doctored("P7", "a result without an attempt",
						(world) -> world.ledger.removeIf((line) -> line.call().equals("r1/6"))),
				doctored("P7", "an attempt that begins twice",
						(world) -> world.ledger.add(begin("r1/6", 2, "n1", 14, "Steps.call"))),
				doctored("P7", "a second attempt where one is allowed", (world) -> {
					world.ledger.add(begin("r1/9", 1, "n1", 14, "Steps.once"));
					world.ledger.add(begin("r1/9", 2, "n1", 15, "Steps.once"));
				}),
				doctored("P7", "another idempotency key",
						(world) -> world.ledger
							.replaceAll((line) -> (line.attempt() == 2) ? withKey(line, "other", line.fence()) : line)),
				doctored("P7", "an idempotency key of two activities",
						(world) -> world.ledger.replaceAll((line) -> withKey(line, "same", line.fence()))),
				doctored("P7", "a fencing token that does not grow",
						(world) -> world.ledger.replaceAll((line) -> withKey(line, line.key(), 1))),
				doctored("P13", "a poisoned activity that does not show", (world) -> world.attempts.clear()),
				doctored("P14", "a run that does not end", (world) -> {
					world.runs.removeIf((run) -> run.runId().equals(RUN));
					world.runs.add(new Run(RUN, "p1", RUN, "p1", "RUNNING", "TAKEOVER_LOOP", at(0), null, false));
				}));
	}

	static Stream<Arguments> effects() {
		return Stream.of(
				doctored("P8", "an effect twice",
						(world) -> world.effects.add(new Effect("r1/2", 1, "s0", "n1", at(1)))),
				doctored("P8", "a completion without its effect", (world) -> world.effects.clear()),
				doctored("P8", "an effect without a completion",
						(world) -> world.effects.add(new Effect("r1/99", 1, "s9", "n1", at(1)))),
				doctored("P8", "an effect of an attempt that nobody saw",
						(world) -> world.effects.replaceAll((effect) -> new Effect("r1/2", 2, "s0", "n1", at(1)))),
				doctored("P8", "an effect after its run has closed", (world) -> {
					world.stays.set(0, new Stay(1, "n1", at(0), null));
					world.effects.replaceAll((effect) -> new Effect("r1/2", 1, "s0", "n1", at(32)));
				}),
				doctored("P6", "an effect of a node that was expired",
						(world) -> world.effects.replaceAll((effect) -> new Effect("r1/2", 1, "s0", "n1", at(20)))),
				doctored("P6", "an effect of a node before it has joined again", (world) -> {
					world.stays.add(new Stay(3, "n1", at(25), null));
					world.effects.replaceAll((effect) -> new Effect("r1/2", 1, "s0", "n1", at(20)));
				}));
	}

	static Stream<Arguments> letters() {
		return Stream.of(
				doctored("P1", "a signal that was rolled back is seen",
						(world) -> replace(world, 9, (event) -> event(9, "SignalReceived", 15, 0, "a1001"))),
				doctored("P1", "a signal is lost with its row there", (world) -> world.letters.clear()),
				doctored("P1", "a row of a signal is there twice",
						(world) -> world.messages.add(new Message("p1", "a1"))),
				doctored("P9", "a signal is seen twice",
						(world) -> replace(world, 10, (event) -> event(10, "SignalReceived", 15, 0, "a1"))),
				doctored("P9", "a signal is seen and kept as dead",
						(world) -> world.letters.add(new Letter(RUN, "SIGNAL", "DEAD", "a1"))),
				doctored("P9", "signals of one sender change their order", (world) -> {
					replace(world, 9, (event) -> event(9, "SignalReceived", 15, 0, "a2"));
					replace(world, 10, (event) -> event(10, "SignalReceived", 15, 0, "a1"));
				}),
				doctored("P9", "a workflow ends although a signal was acknowledged before",
						(world) -> world.notes.replaceAll((note) -> note.key().equals("late1")
								? note("ACKNOWLEDGED", "SIGNAL", "p1", "late1", "") : note)),
				doctored("P9", "an update is accepted twice",
						(world) -> replace(world, 10, (event) -> event(10, "UpdateAccepted", 15, 0, "u1"))),
				doctored("P9", "an update has no answer",
						(world) -> replace(world, 12, (event) -> event(12, "VersionMarked", 16, 0, ""))),
				doctored("P9", "a rejected update is recorded",
						(world) -> replace(world, 10, (event) -> event(10, "UpdateAccepted", 15, 0, "u0"))));
	}

	static Stream<Arguments> timersAndTakeovers() {
		return Stream.of(
				doctored("P10", "a timer is early",
						(world) -> replace(world, 4, (event) -> event(4, event.kind(), 2, 0, at(5).toString()))),
				doctored("P10", "a timer fires twice",
						(world) -> replace(world, 9, (event) -> event(9, "TimerFired", 15, 4, ""))),
				doctored("P10", "a timer fires after its end",
						(world) -> replace(world, 3, (event) -> event(3, "TimerCancelled", 2, 4, ""))),
				doctored("P10", "what follows a timer is early",
						(world) -> world.ledger.replaceAll((line) -> line.call().equals("r1/6")
								? begin("r1/6", line.attempt(), "n1", 3, "Steps.call") : line)),
				doctored("P14", "a takeover is late", (world) -> {
					replace(world, 7, (event) -> event(7, event.kind(), 80, 6, "1"));
					world.history(RUN).replaceAll((event) -> (event.seq() > 7) ? late(event) : event);
				}),
				doctored("P18", "a node takes long to end",
						(world) -> world.blows.add(new Blow("terminate", at(6), at(72), List.of("n1")))),
				doctored("P14", "a takeover is late, and its node is hit again meanwhile", (world) -> {
					replace(world, 7, (event) -> event(7, event.kind(), 80, 6, "1"));
					world.history(RUN).replaceAll((event) -> (event.seq() > 7) ? late(event) : event);
					world.blows.add(new Blow("reset", at(70), at(71), List.of("n2")));
				}), doctored("P15", "an attempt of a living node is lost", (world) -> {
					world.blows.clear();
					world.stays.clear();
				}), doctored("P15", "an attempt is lost whose node is killed only later", (world) -> {
					world.blows.clear();
					world.blows.add(new Blow("kill", at(40), at(43), List.of("n1")));
					world.stays.set(0, new Stay(1, "n1", at(0), at(46)));
				}));
	}

	static Stream<Arguments> buildsAndCallers() {
		return Stream.of(
				doctored("P16", "a node has no code for what it does",
						(world) -> world.ledger.add(begin("r1/9", 1, "node-0.3-one", 14, "NewcomerSteps.greet"))),
				doctored("P16", "a change has two versions", (world) -> {
					replace(world, 9, (event) -> event(9, "VersionMarked", 15, 0, ""));
					replace(world, 10, (event) -> event(10, "VersionMarked", 15, 0, ""));
				}),
				doctored("P17", "a caller is told nothing that it can understand",
						(world) -> world.notes
							.add(note("UNKNOWN", "SIGNAL", "p1", "a1", "12 java.lang.NullPointerException: oops"))),
				doctored("P17", "a caller waits for long",
						(world) -> world.notes.add(note("UNKNOWN", "SIGNAL", "p1", "a1",
								"41000 dev.durable.store.StoreUnavailableException: away"))),
				doctored("P19", "a limit does not hold",
						(world) -> world.notes.add(note("ACKNOWLEDGED", "LIMIT", "p1-large", "start", ""))),
				doctored("P19", "two runs with one key execute at a time", (world) -> {
					keyed(world, "r5", 1, 5);
					keyed(world, "r6", 4, 8);
				}),
				doctored("P19", "a refusal does not name the limit",
						(world) -> world.notes
							.add(note("REFUSED", "LIMIT", "p1-large", "start", "dev.durable.X: too large"))),
				doctored("P19", "what is refused is started all the same", (world) -> {
					world.notes.add(note("REFUSED", "LIMIT", "p1-large", "start", "durable.payload.max-size"));
					world.runs.add(new Run("r7", "p1-large", "r7", null, "COMPLETED", null, at(1), at(2), false));
				}));
	}

	@Test
	void runsWithOneKeyMayExecuteOneAfterTheOther() {
		World world = SampleWorld.good();
		keyed(world, "r5", 1, 5);
		keyed(world, "r6", 5, 8);
		assertThat(Checker.check(world)).extracting(Violation::text).noneMatch((text) -> text.contains("same key"));
	}

	@Test
	void runsThatWentFromOneBuildToTheOtherAreCounted() {
		World world = SampleWorld.good();
		assertThat(Figures.of(world).moved()).isZero();
		world.ledger.add(begin("r1/9", 1, "node-0.3-two", 14, "Steps.call"));
		assertThat(Figures.of(world).moved()).isOne();
	}

	private static Arguments doctored(String promise, String what, Consumer<World> doctor) {
		return arguments(promise, what, doctor);
	}

	private static void ghost(World world) {
		world.runs.add(new Run("r8", "p1-ghost", "r8", null, "COMPLETED", null, at(0), at(1), false));
		world.histories.put("r8",
				List.of(event(1, "WorkflowStarted", 0, 0, ""), event(2, "WorkflowCompleted", 1, 0, "")));
	}

	private static void keyed(World world, String runId, int begin, int end) {
		world.runs.add(new Run(runId, runId + "-key-1", runId, null, "COMPLETED", null, at(0), at(end), false));
		world.histories.put(runId, List.of(event(1, "WorkflowStarted", 0, 0, ""),
				event(2, "ActivityScheduled", 0, 0, ""), event(3, "WorkflowCompleted", end, 0, "")));
		world.ledger.add(begin(runId + "/2", 1, "n1", begin, "Steps.call"));
	}

	private static void row(World world, String status, String openKey) {
		world.runs.removeIf((run) -> run.runId().equals(RUN));
		world.runs.add(new Run(RUN, "p1", RUN, openKey, status, null, at(0), at(30), false));
	}

	private static void replace(World world, long seq, UnaryOperator<Event> change) {
		world.history(RUN).replaceAll((event) -> (event.seq() == seq) ? change.apply(event) : event);
	}

	private static Event late(Event event) {
		return new Event(event.seq(), event.kind(), at(81), event.ref(), event.text());
	}

	private static Witnessed withKey(Witnessed line, String key, long fence) {
		return new Witnessed(line.at(), line.what(), line.call(), line.attempt(), key, fence, line.node(),
				line.activity());
	}

}
