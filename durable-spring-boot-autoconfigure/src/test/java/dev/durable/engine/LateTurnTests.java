package dev.durable.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import dev.durable.Durable;
import dev.durable.history.Command;
import dev.durable.history.Incoming;
import dev.durable.history.Recorded;
import dev.durable.history.StartDetails;
import dev.durable.history.Terminal;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a first turn that is taken long after the start, as that of a run which has
 * waited for its place. What its code waits for begins with the turn, and a replay sees
 * the same time.
 */
class LateTurnTests {

	private static final Duration HOUR = Duration.ofHours(1);

	private final List<Recorded> history = new ArrayList<>(
			List.of(new Recorded(1, RunDriver.START, new Incoming.WorkflowStarted(Run.GRAMMAR, 42, "Test",
					WorkflowTypes.CONVERTER.writeArguments(new Object[0]), StartDetails.NONE))));

	@Test
	void timerOfLateTurnIsSetThen() {
		TestWorkflow sleeper = TestWorkflow.of((fields, arguments) -> {
			fields.seen.add(Durable.now());
			Durable.sleep(HOUR);
			fields.seen.add(Durable.now());
			return fields.seen.toString();
		});
		Run run = begin(sleeper, HOUR);
		assertThat(run.openTimers()).containsEntry(2L, at(2));
		assertThat(run.now()).isEqualTo(at(1));
		assertThat(this.history.get(1).recordedAt()).isEqualTo(at(1));
		run.unwind();
		Run again = begin(sleeper, HOUR.multipliedBy(9));
		again.turn(new Incoming.TimerFired(2), at(2));
		assertThat(result(again)).hasToString(List.of(at(1), at(2)).toString());
		again.unwind();
	}

	@Test
	void timeOfLateTurnWithoutCommandIsKept() {
		TestWorkflow waiter = TestWorkflow.of((fields, arguments) -> {
			fields.seen.add(Durable.now());
			Durable.await(() -> fields.flag);
			return fields.seen.toString();
		}).signal("go", (fields, arguments) -> fields.flag = true);
		begin(waiter, HOUR).unwind();
		assertThat(this.history).hasSize(2)
			.last()
			.extracting(Recorded::event)
			.isInstanceOf(Command.VersionMarked.class);
		Run again = begin(waiter, HOUR.multipliedBy(9));
		again.turn(new Incoming.SignalReceived("go", WorkflowTypes.CONVERTER.writeArguments(new Object[0])), at(9));
		assertThat(result(again)).hasToString(List.of(at(1)).toString());
		again.unwind();
	}

	@Test
	void turnWithoutCommandThatDoesNotAskForTheTimeNeedsNoMark() {
		TestWorkflow waiter = TestWorkflow.of((fields, arguments) -> {
			Durable.await(() -> fields.flag);
			return null;
		});
		begin(waiter, HOUR).unwind();
		assertThat(this.history).hasSize(1);
	}

	@Test
	void turnInTimeHasTheTimeOfTheStart() {
		TestWorkflow sleeper = TestWorkflow.of((fields, arguments) -> {
			Durable.sleep(HOUR);
			return null;
		});
		Run run = begin(sleeper, Duration.ofSeconds(1));
		assertThat(run.openTimers()).containsEntry(2L, at(1));
		run.unwind();
	}

	private Run begin(TestWorkflow workflow, Duration after) {
		Run run = RunDriver.fresh(workflow.type(), WorkflowTypes.ENVIRONMENT);
		this.history.addAll(run.replay(this.history, RunDriver.START.plus(after), TurnScope.NONE));
		return run;
	}

	private static Instant at(int hours) {
		return RunDriver.START.plus(HOUR.multipliedBy(hours));
	}

	private static Object result(Run run) {
		Terminal.WorkflowCompleted outcome = (Terminal.WorkflowCompleted) run.outcome();
		return WorkflowTypes.CONVERTER.read(outcome.result(), Object.class);
	}

}
