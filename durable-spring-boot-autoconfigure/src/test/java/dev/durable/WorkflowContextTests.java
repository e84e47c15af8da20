package dev.durable;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for the contexts of threads: who has one, who is told what when there is none.
 */
class WorkflowContextTests {

	private final FakeWorkflowContext context = new FakeWorkflowContext();

	@AfterEach
	void unbind() {
		WorkflowContext.bind(null);
		ActivityContexts.bind(null);
	}

	@Test
	void boundThreadSpeaksToItsContext() {
		WorkflowContext.bind(this.context);
		assertThat(WorkflowContext.current()).isSameAs(this.context);
		assertThat(WorkflowContext.startedInsideWorkflow()).isFalse();
		assertThat(Durable.now()).isEqualTo(this.context.now());
		assertThat(Durable.<String>sideEffect(String.class, () -> null)).isNull();
	}

	@Test
	void unboundThreadIsToldToStartTheWorkflow() {
		WorkflowContext.bind(this.context);
		WorkflowContext.bind(null);
		assertThat(WorkflowContext.startedInsideWorkflow()).isFalse();
		assertThatIllegalStateException().isThrownBy(Durable::now)
			.withMessageStartingWith("Durable.now works only inside a workflow's own threads")
			.withMessageContaining(Thread.currentThread().getName())
			.withMessageContaining("runs no workflow")
			.withMessageContaining("WorkflowClient.start");
	}

	@Test
	void threadStartedByWorkflowCodeIsToldToUseAsync() throws Exception {
		WorkflowContext.bind(this.context);
		assertThat(onNewThread(WorkflowContext::startedInsideWorkflow)).isTrue();
		assertThat(onNewThread(WorkflowContext::current)).isNull();
		assertThat(onNewThread(() -> catchThrowable(Durable::randomUuid))).isInstanceOf(IllegalStateException.class)
			.hasMessageStartingWith("Durable.randomUuid works only inside a workflow's own threads")
			.hasMessageContaining("Use Durable.async instead of a thread");
	}

	@Test
	void markReachesThreadsOfThreads() throws Exception {
		WorkflowContext.bind(this.context);
		assertThat(onNewThread(() -> onNewThread(WorkflowContext::startedInsideWorkflow))).isTrue();
	}

	@Test
	void markEndsWithTheInstance() throws Exception {
		WorkflowContext.bind(this.context);
		assertThat(onNewThread(() -> {
			this.context.open = false;
			return WorkflowContext.startedInsideWorkflow();
		})).isFalse();
	}

	@Test
	void ownThreadStartedInsideWorkflowIsOwn() throws Exception {
		WorkflowContext.bind(this.context);
		assertThat(onNewThread(() -> {
			WorkflowContext.bind(new FakeWorkflowContext());
			return WorkflowContext.startedInsideWorkflow();
		})).isFalse();
	}

	@Test
	void activityHasContextWhileItIsBound() {
		ActivityContext attempt = new Attempt();
		ActivityContexts.bind(attempt);
		assertThat(Durable.activity()).isSameAs(attempt);
		assertThatIllegalStateException().isThrownBy(Durable::now).withMessageContaining("runs an activity");
		ActivityContexts.bind(null);
		assertThatIllegalStateException().isThrownBy(Durable::activity)
			.withMessageStartingWith("Durable.activity works only on the thread that runs an activity");
	}

	@Test
	void workflowIsToldThatItIsNoActivity() {
		WorkflowContext.bind(this.context);
		assertThatIllegalStateException().isThrownBy(Durable::activity).withMessageContaining("runs a workflow");
	}

	private static <T> T onNewThread(Callable<T> callable) throws Exception {
		FutureTask<T> task = new FutureTask<>(callable);
		new Thread(task).start();
		return task.get();
	}

	private record Attempt() implements ActivityContext {

		@Override
		public int attempt() {
			return 1;
		}

		@Override
		public String idempotencyKey() {
			return "run-1/1";
		}

		@Override
		public long fencingToken() {
			return 1;
		}

		@Override
		public void heartbeat(@Nullable Object details) {
			throw new UnsupportedOperationException();
		}

		@Override
		public <T> Optional<T> lastHeartbeat(Class<T> type) {
			throw new UnsupportedOperationException();
		}

		@Override
		public String completeLater() {
			throw new UnsupportedOperationException();
		}

		@Override
		public ActivityInfo info() {
			throw new UnsupportedOperationException();
		}

	}

}
