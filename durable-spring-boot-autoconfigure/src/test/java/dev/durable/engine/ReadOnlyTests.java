package dev.durable.engine;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.durable.CancellationScope;
import dev.durable.CancellationType;
import dev.durable.Durable;
import dev.durable.DurableLock;
import dev.durable.DurableQueue;
import dev.durable.DurableSemaphore;
import dev.durable.Promise;
import dev.durable.ReadOnlyViolation;
import dev.durable.client.StuckReason;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for case 11: where code may only read, each call that would be recorded, would
 * block or would change the run is refused.
 */
class ReadOnlyTests {

	private static final Map<String, TestWorkflow.Code> CALLS = calls();

	private static Map<String, TestWorkflow.Code> calls() {
		Map<String, TestWorkflow.Code> calls = new LinkedHashMap<>();
		calls.put("activity", (fields, arguments) -> WorkflowTypes.call("A.forbidden"));
		calls.put("child", (fields, arguments) -> WorkflowTypes.child("c", CancellationType.WAIT));
		calls.put("signal", (fields, arguments) -> {
			RunContext.currentOrNull().signalExternal("o", "s", new Object[0]);
			return null;
		});
		calls.put("cancelExternal", (fields, arguments) -> run(() -> Durable.cancelExternal("o")));
		calls.put("sleep", (fields, arguments) -> run(() -> Durable.sleep(Duration.ofDays(1))));
		calls.put("await", (fields, arguments) -> run(() -> Durable.await(() -> true)));
		calls.put("timed await", (fields, arguments) -> Durable.await(Duration.ofDays(1), () -> true));
		calls.put("version", (fields, arguments) -> Durable.version("c", 1, 1));
		calls.put("patched", (fields, arguments) -> Durable.patched("c"));
		calls.put("sideEffect", (fields, arguments) -> Durable.sideEffect(String.class, () -> ""));
		calls.put("attribute", (fields, arguments) -> run(() -> Durable.attribute("a", 1)));
		calls.put("memo", (fields, arguments) -> run(() -> Durable.memo("m", 1)));
		calls.put("async", (fields, arguments) -> Durable.async(() -> ""));
		calls.put("scope", (fields, arguments) -> Durable.scope(() -> fields.count++));
		calls.put("detached", (fields, arguments) -> Durable.detached(() -> ""));
		calls.put("all", (fields, arguments) -> Durable.all(List.of()));
		calls.put("any", (fields, arguments) -> Durable.any(List.of(fields.<Promise<Object>>value("promise"))));
		calls.put("continueAsNew", (fields, arguments) -> Durable.continueAsNew());
		calls.put("random", (fields, arguments) -> Durable.random());
		calls.put("randomUuid", (fields, arguments) -> Durable.randomUuid());
		putCallsOfWhatTheRunHasMade(calls);
		return calls;
	}

	private static void putCallsOfWhatTheRunHasMade(Map<String, TestWorkflow.Code> calls) {
		calls.put("get", (fields, arguments) -> fields.<Promise<?>>value("promise").get());
		calls.put("timed get", (fields, arguments) -> fields.<Promise<?>>value("promise").get(Duration.ofDays(1)));
		calls.put("map", (fields, arguments) -> fields.<Promise<?>>value("promise").map((value) -> value));
		calls.put("exceptionally",
				(fields, arguments) -> fields.<Promise<Object>>value("promise").exceptionally((ex) -> ""));
		calls.put("scope cancel", (fields, arguments) -> run(fields.<CancellationScope>value("scope")::cancel));
		calls.put("scope join", (fields, arguments) -> run(fields.<CancellationScope>value("scope")::join));
		calls.put("lock", (fields, arguments) -> run(fields.<DurableLock>value("lock")::lock));
		calls.put("unlock", (fields, arguments) -> run(fields.<DurableLock>value("lock")::unlock));
		calls.put("acquire", (fields, arguments) -> run(() -> fields.<DurableSemaphore>value("semaphore").acquire(1)));
		calls.put("release", (fields, arguments) -> run(() -> fields.<DurableSemaphore>value("semaphore").release(1)));
		calls.put("put", (fields, arguments) -> run(() -> fields.<DurableQueue<Integer>>value("queue").put(1)));
		calls.put("offer", (fields, arguments) -> fields.<DurableQueue<Integer>>value("queue").offer(1));
		calls.put("poll", (fields, arguments) -> fields.<DurableQueue<Integer>>value("queue").poll());
		calls.put("take", (fields, arguments) -> fields.<DurableQueue<Integer>>value("queue").take());
	}

	static List<String> names() {
		return List.copyOf(CALLS.keySet());
	}

	@ParameterizedTest
	@MethodSource("names")
	@DisplayName("11: refused in a query, and the run is unharmed")
	void aQueryIsRefused(String name) {
		RunDriver driver = new RunDriver(workflow(name).type()).start();
		assertThatExceptionOfType(ReadOnlyViolation.class).isThrownBy(() -> driver.ask("query"));
		assertThat(driver.ask("allowed")).isEqualTo(List.of("test", true, false, false, 1));
		driver.signal("go").replay();
		assertThat(driver.result()).isEqualTo("done");
		assertThat(driver.commands()).containsExactly("ActivityScheduled A.open", "ActivityScheduled A.scoped");
	}

	@ParameterizedTest
	@MethodSource("names")
	@DisplayName("11: in a condition and in a side effect it is a bug, and a fixed build heals it")
	void aConditionIsRefused(String name) {
		for (String place : List.of("condition", "effect")) {
			RunDriver driver = new RunDriver(workflow(name).type()).start();
			assertThatExceptionOfType(StuckException.class).isThrownBy(() -> driver.signal(place))
				.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(StuckReason.WORKFLOW_CODE_ERROR))
				.withCauseInstanceOf(ReadOnlyViolation.class);
			driver.replay().signal("go");
			assertThat(driver.result()).isEqualTo("done");
		}
	}

	private static TestWorkflow workflow(String name) {
		TestWorkflow.Code call = CALLS.get(name);
		return TestWorkflow.of((fields, arguments) -> {
			fields.values.put("promise", Durable.async(() -> WorkflowTypes.call("A.open")));
			fields.values.put("scope", Durable.scope(() -> WorkflowTypes.call("A.scoped")));
			fields.values.put("lock", Durable.lock());
			fields.values.put("semaphore", Durable.semaphore(1));
			fields.values.put("queue", Durable.queue(1));
			Durable.await(() -> fields.flag);
			return "done";
		})
			.signal("go", (fields, arguments) -> fields.flag = true)
			.query("query", call)
			.query("allowed", (fields, arguments) -> List.of(Durable.info().workflowId(),
					Durable.now().equals(RunDriver.START), fields.<Promise<?>>value("promise").isDone(),
					fields.<CancellationScope>value("scope").isCancelled(), Durable.allHandlersFinished() ? 1 : 0))
			.signal("condition", (fields, arguments) -> run(() -> Durable.await(() -> call(call, fields) == null)))
			.signal("effect",
					(fields, arguments) -> Durable.sideEffect(String.class, () -> String.valueOf(call(call, fields))));
	}

	private static Object call(TestWorkflow.Code code, TestWorkflow.Fields fields) {
		try {
			return code.run(fields, new Object[0]);
		}
		catch (Exception ex) {
			throw Failures.sneaky(ex);
		}
	}

	private static Object run(Runnable call) {
		call.run();
		return null;
	}

}
