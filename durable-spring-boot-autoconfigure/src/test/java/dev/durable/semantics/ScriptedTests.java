package dev.durable.semantics;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.durable.client.StartOptions;
import dev.durable.client.StuckReason;
import dev.durable.client.WorkflowFailed;
import dev.durable.client.WorkflowHandle;
import dev.durable.client.WorkflowStatus;
import dev.durable.history.Event;
import dev.durable.history.Recorded;
import dev.durable.semantics.ScriptedActivities.Attempt;
import dev.durable.semantics.ScriptedActivities.Behaviour;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;

import org.springframework.context.SmartLifecycle;

/**
 * Base of the tests that show the code of their workflows in place.
 */
abstract class ScriptedTests extends AbstractSemanticsTests {

	/**
	 * Keep none: the code of a script is gone with its test.
	 */
	@Override
	void keepHistories() {
	}

	WorkflowHandle<List<String>> start(Script script) {
		return start(script, (options) -> {
		});
	}

	WorkflowHandle<List<String>> start(Script script, Consumer<StartOptions.Builder> options) {
		Scripted.give(id(), script);
		return call(() -> client().start(Scripted.class, Scripted::run, (builder) -> {
			builder.id(id());
			options.accept(builder);
		}));
	}

	/**
	 * Run a workflow to its end and return what it has noted. A replay of the closed run
	 * must note the same.
	 */
	List<String> play(Script script) {
		return notes(start(script));
	}

	List<String> notes(WorkflowHandle<List<String>> run) {
		List<String> notes = result(run);
		Assertions.assertThat(notesNow(run)).as("replayed").isEqualTo(notes);
		return notes;
	}

	@SuppressWarnings("unchecked")
	List<String> notesNow(WorkflowHandle<List<String>> run) {
		return answer(() -> run.query("notes", List.class));
	}

	/**
	 * Return what has closed a run that has not completed.
	 */
	Throwable failure(WorkflowHandle<?> run) {
		WorkflowFailed failed = Assertions.catchThrowableOfType(WorkflowFailed.class, () -> result(run));
		Assertions.assertThat(failed).as("the run has failed").isNotNull();
		return failed.getCause();
	}

	/**
	 * Give the code of another workflow, whose id is {@code id(suffix)}.
	 */
	void other(String suffix, Script script) {
		Scripted.give(id(suffix), script);
	}

	WorkflowHandle<?> handle(String suffix) {
		return client().handle(id(suffix), List.class);
	}

	/**
	 * Give the code of a handler.
	 */
	void handler(String name, Script script) {
		Scripted.give(id() + "/" + name, script);
	}

	/**
	 * Give the code of an activity.
	 */
	void activity(String name, Behaviour behaviour) {
		ScriptedActivities.give(id(), name, behaviour);
	}

	List<Attempt> attempts(String name) {
		return ScriptedActivities.attempts(id()).stream().filter((attempt) -> attempt.name().equals(name)).toList();
	}

	/**
	 * Return the names of the activities in the order in which their attempts began.
	 */
	List<String> performed() {
		return ScriptedActivities.attempts(id()).stream().map(Attempt::name).toList();
	}

	void send(WorkflowHandle<?> run, String signal) {
		run(() -> run.signal("send", signal));
	}

	void awaitNote(WorkflowHandle<List<String>> run, String note) {
		await().untilAsserted(() -> Assertions.assertThat(notesNow(run)).contains(note));
	}

	void awaitStuck(WorkflowHandle<?> run) {
		await().untilAsserted(
				() -> Assertions.assertThat(run.describe().stuckReason()).contains(StuckReason.WORKFLOW_CODE_ERROR));
		Assertions.assertThat(status(run)).isEqualTo(WorkflowStatus.RUNNING);
	}

	/**
	 * Stop the node in good order, let time pass and start it.
	 */
	void outage(Duration duration) {
		withoutNode(() -> pass(duration));
	}

	/**
	 * Do something while no node runs.
	 */
	void withoutNode(Runnable meanwhile) {
		run(() -> {
			SmartLifecycle node = (SmartLifecycle) bean("durableNodeLifecycle");
			CountDownLatch stopped = new CountDownLatch(1);
			node.stop(stopped::countDown);
			awaitLatch(stopped);
			try {
				meanwhile.run();
			}
			finally {
				node.start();
			}
		});
	}

	static void pass(Duration duration) {
		Awaitility.await().pollDelay(duration).until(() -> true);
	}

	static void awaitLatch(CountDownLatch latch) {
		try {
			Assertions.assertThat(latch.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).as("in time").isTrue();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	<E extends Event> List<E> events(WorkflowHandle<?> run, Class<E> type) {
		return run.history()
			.stream()
			.map((event) -> ((Recorded) event).event())
			.filter(type::isInstance)
			.map(type::cast)
			.toList();
	}

}
