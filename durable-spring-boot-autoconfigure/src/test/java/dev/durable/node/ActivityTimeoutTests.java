package dev.durable.node;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.durable.ActivityFailure;
import dev.durable.CancellationScope;
import dev.durable.CancellationType;
import dev.durable.CancelledFailure;
import dev.durable.Durable;
import dev.durable.WorkflowContext;
import dev.durable.client.WorkflowIdConflictPolicy;
import dev.durable.engine.ActivityType;
import dev.durable.engine.Environment;
import dev.durable.engine.WorkflowType;
import dev.durable.engine.WorkflowTypes;
import dev.durable.history.ActivitySettings;
import dev.durable.history.FailureInfo;
import dev.durable.history.FailureKind;
import dev.durable.history.RetrySettings;
import dev.durable.history.Terminal;
import dev.durable.jackson.JacksonEventCodec;
import dev.durable.store.InMemoryStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for attempts that take too long, on real threads: they are abandoned and
 * interrupted, and whatever they answer later is refused.
 */
class ActivityTimeoutTests {

	private static final Duration SHORT = Duration.ofMillis(100);

	private final InMemoryStore store = new InMemoryStore(InstantSource.system());

	private final ThreadedExecutor threads = new ThreadedExecutor("test", true, null);

	private final AtomicInteger calls = new AtomicInteger();

	private final CountDownLatch interrupted = new CountDownLatch(1);

	private final CountDownLatch late = new CountDownLatch(1);

	private WorkflowTypes.CodeWithArguments code = (arguments) -> attempt();

	private Node node;

	@AfterEach
	void stop() throws Exception {
		this.node.stop().get(20, TimeUnit.SECONDS);
		this.threads.close();
	}

	@Test
	@DisplayName("26: an attempt that is too long is interrupted and tried again; its late result is refused")
	void aLateResultIsRefused() throws Exception {
		Terminal end = run(settings(SHORT, null, 0));
		assertThat(this.interrupted.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(this.late.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(end).isEqualTo(new Terminal.WorkflowCompleted(WorkflowTypes.CONVERTER.write("call 2")));
	}

	@Test
	@DisplayName("26: on the last attempt the workflow sees a START_TO_CLOSE timeout")
	void theLastTimeoutIsTheFailure() throws Exception {
		FailureInfo failure = ((Terminal.WorkflowFailed) run(settings(SHORT, null, 1))).failure();
		assertThat(failure.kind()).isEqualTo(FailureKind.ACTIVITY);
		assertThat(failure.cause().kind()).isEqualTo(FailureKind.TIMEOUT);
		assertThat(failure.cause().type()).isEqualTo("START_TO_CLOSE");
	}

	@Test
	@DisplayName("26: an attempt that runs past schedule-to-close ends the activity")
	void scheduleToCloseEndsARunningAttempt() throws Exception {
		FailureInfo failure = ((Terminal.WorkflowFailed) run(settings(Duration.ofMinutes(1), SHORT, 0))).failure();
		assertThat(failure.cause().type()).isEqualTo("SCHEDULE_TO_CLOSE");
		assertThat(this.calls).hasValue(1);
	}

	@Test
	@DisplayName("28: an attempt that falls silent is interrupted and tried again")
	void silenceEndsARunningAttempt() throws Exception {
		ActivitySettings settings = new ActivitySettings(Duration.ofMinutes(1), null, null, SHORT,
				settings(SHORT, null, 2).retry(), CancellationType.TRY_CANCEL);
		Terminal end = run(settings);
		assertThat(this.interrupted.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(end).isEqualTo(new Terminal.WorkflowCompleted(WorkflowTypes.CONVERTER.write("call 2")));
	}

	@Test
	@DisplayName("29: a cancelled activity learns of it by an interrupt and at its heartbeat; WAIT gives its answer")
	void aCancelledActivityAnswers() throws Exception {
		ActivitySettings settings = new ActivitySettings(Duration.ofMinutes(1), null, null, null,
				RetrySettings.DEFAULTS, CancellationType.WAIT);
		ActivityType asked = new ActivityType("slow", String.class, List.of(), settings);
		this.code = (arguments) -> {
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				Durable.activity().heartbeat("stopping");
			}
			return "not told";
		};
		Terminal end = run(WorkflowTypes.of(() -> {
			CancellationScope scope = Durable.scope(() -> WorkflowTypes.call(asked));
			Durable.sleep(Duration.ofMillis(500));
			scope.cancel();
			try {
				scope.join();
				return "no failure";
			}
			catch (ActivityFailure ex) {
				return ex.retryState() + " " + (ex.getCause() instanceof CancelledFailure);
			}
		}));
		assertThat(end).isEqualTo(new Terminal.WorkflowCompleted(WorkflowTypes.CONVERTER.write("CANCELLED true")));
	}

	private Terminal run(ActivitySettings settings) throws Exception {
		ActivityType slow = new ActivityType("slow", String.class, List.of(), settings);
		return run(WorkflowTypes.of(() -> WorkflowTypes.call(slow)));
	}

	private Terminal run(WorkflowType type) throws Exception {
		Environment environment = new Environment(WorkflowTypes.CONVERTER, this.threads,
				WorkflowContext::isBugByDefault, (run, stack) -> {
				}, (run, activity) -> {
				});
		this.node = new Node(new NodeParts(NodeSettings.of("test", "build"), this.store, Hints.NONE,
				new JacksonEventCodec(), environment,
				new Registry(Map.of("Test", type),
						Map.of("slow",
								new RegisteredActivity("slow", Object::new, WorkflowTypes.code(String.class, this.code),
										List.of(), null))),
				CallerTransaction.NONE, this.threads, new Ids(System::currentTimeMillis, new SplittableRandom(1)),
				Instrumentation.NONE));
		this.node.start();
		StartedRun run = this.node.start(new StartRequest("test", "Test",
				WorkflowTypes.CONVERTER.writeArguments(new Object[0]), WorkflowIdConflictPolicy.FAIL));
		return this.node.result(run.runId()).get(30, TimeUnit.SECONDS);
	}

	/*
	 * The first call stands still until it is interrupted, and answers all the same.
	 */
	private String attempt() {
		int call = this.calls.incrementAndGet();
		if (call == 1) {
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				this.interrupted.countDown();
			}
			this.late.countDown();
		}
		return "call " + call;
	}

	private static ActivitySettings settings(Duration startToClose, Duration scheduleToClose, int maximumAttempts) {
		return new ActivitySettings(startToClose, scheduleToClose, null, null,
				new RetrySettings(Duration.ofMillis(10), 1.0, Duration.ofMillis(10), maximumAttempts, List.of(), 0.0),
				CancellationType.TRY_CANCEL);
	}

}
