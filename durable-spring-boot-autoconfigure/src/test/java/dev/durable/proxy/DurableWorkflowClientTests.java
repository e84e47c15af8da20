package dev.durable.proxy;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

import dev.durable.ApplicationFailure;
import dev.durable.QueryMethod;
import dev.durable.SignalMethod;
import dev.durable.Workflow;
import dev.durable.WorkflowContext;
import dev.durable.WorkflowMethod;
import dev.durable.client.WorkflowClient;
import dev.durable.client.WorkflowFailed;
import dev.durable.client.WorkflowHandle;
import dev.durable.client.WorkflowIdConflictPolicy;
import dev.durable.client.WorkflowNotFound;
import dev.durable.client.WorkflowQuery;
import dev.durable.client.WorkflowStatus;
import dev.durable.engine.ContextPropagation;
import dev.durable.history.FailureInfo;
import dev.durable.history.Payload;
import dev.durable.history.Terminal;
import dev.durable.node.CallerTransaction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for the client and for injected workflow beans, on a service that only writes
 * down what it is asked for.
 */
class DurableWorkflowClientTests {

	private final FakeService service = new FakeService();

	private final AtomicReference<Boolean> transaction = new AtomicReference<>(false);

	private AnnotationConfigApplicationContext context;

	private WorkflowClient client;

	@BeforeEach
	void start() {
		this.context = new AnnotationConfigApplicationContext();
		this.context.registerBean(WorkflowRuntime.class,
				() -> new WorkflowRuntime(this.context.getBean(DurableDefinitions.class), () -> this.service,
						new JavaPayloads(), new SwitchedTransaction(this.transaction), ContextPropagation.NONE,
						List::of));
		this.context.register(Beans.class);
		this.context.refresh();
		this.client = new DurableWorkflowClient(this.context.getBean(WorkflowRuntime.class));
	}

	@AfterEach
	void stop() {
		WorkflowContext.bind(null);
		if (TransactionSynchronizationManager.isSynchronizationActive()) {
			TransactionSynchronizationManager.clear();
		}
		this.context.close();
	}

	@Test
	void startTakesTheIdFromTheExpression() {
		WorkflowHandle<Integer> run = this.client.start(Orders.class, (workflow) -> workflow.process("a", 1));
		assertThat(run.id()).isEqualTo("order-a");
		assertThat(run.runId()).isEqualTo(this.service.runId.toString());
		assertThat(this.service.started).singleElement().satisfies((request) -> {
			assertThat(request.type()).isEqualTo("Orders");
			assertThat(new String(request.arguments().json())).isEqualTo("[a, 1]");
			assertThat(request.conflictPolicy()).isEqualTo(WorkflowIdConflictPolicy.FAIL);
		});
	}

	@Test
	void optionsGoBeforeTheExpression() {
		this.client.start(Orders.class, (workflow) -> workflow.process("a", 1),
				(options) -> options.id("mine").conflictPolicy(WorkflowIdConflictPolicy.USE_EXISTING));
		assertThat(this.service.started).singleElement().satisfies((request) -> {
			assertThat(request.workflowId()).isEqualTo("mine");
			assertThat(request.conflictPolicy()).isEqualTo(WorkflowIdConflictPolicy.USE_EXISTING);
		});
	}

	@Test
	void withoutExpressionTheIdIsTimeOrdered() {
		WorkflowHandle<@Nullable Void> run = this.client.startVoid(Cleanup.class, (workflow) -> workflow.clean());
		assertThat(UUID.fromString(run.id()).version()).isEqualTo(7);
	}

	@Test
	void interfaceOfWorkflowCanBeStarted() {
		assertThat(this.client.start(Shop.class, (workflow) -> workflow.sell("x")).id()).isEqualTo("x");
		assertThat(this.service.started.get(0).type()).isEqualTo("Shop");
		assertThat(this.client.start(ShopImplementation.class, (workflow) -> workflow.sell("y")).id()).isEqualTo("y");
	}

	@Test
	void blockThatDoesNotCallTheWorkflowMethodOnceIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.startVoid(Orders.class, (workflow) -> {
		})).withMessageContaining("called nothing").withMessageContaining("'process' once");
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.startVoid(Orders.class, (workflow) -> {
			workflow.process("a", 1);
			workflow.process("b", 1);
		})).withMessageContaining("called 2 methods");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.client.startVoid(Orders.class, (workflow) -> workflow.approve("me")))
			.withMessageContaining("'approve', which is not its workflow method");
		AtomicReference<Orders> kept = new AtomicReference<>();
		this.client.startVoid(Orders.class, (workflow) -> {
			kept.set(workflow);
			workflow.process("a", 1);
		});
		assertThatIllegalStateException().isThrownBy(() -> kept.get().process("b", 1))
			.withMessageContaining("only records calls");
		assertThat(this.service.started).hasSize(1);
	}

	@Test
	void unknownClassIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.stub(String.class, "a"))
			.withMessageContaining("java.lang.String is no workflow of this application")
			.withMessageContaining(Orders.class.getName());
	}

	@Test
	void stubSignalsAndAsks() {
		open("a");
		Orders stub = this.client.stub(Orders.class, "a");
		stub.approve("me");
		this.service.answer = new Payload("42".getBytes(StandardCharsets.UTF_8));
		assertThat(stub.remark()).isEqualTo("42 as java.lang.String");
		assertThat(this.service.calls).containsExactly("signal a approve-order[me]",
				"query " + this.service.runId + " remark[]");
		assertThatIllegalStateException().isThrownBy(() -> stub.process("a", 1)).withMessageContaining("client.start");
		assertThat(stub).hasToString("Stub of " + Orders.class.getName());
	}

	@Test
	void resultIsReadAsTheTypeOfTheMethod() throws Exception {
		this.service.result = CompletableFuture
			.completedFuture(new Terminal.WorkflowCompleted(new Payload("x".getBytes(StandardCharsets.UTF_8))));
		WorkflowHandle<Optional<String>> run = this.client.start(Shop.class, (workflow) -> workflow.sell("x"));
		Object result = run.result(Duration.ZERO);
		assertThat(result).isEqualTo("x as java.util.Optional<java.lang.String>");
		assertThat((Object) run.resultAsync().join()).isEqualTo(result);
	}

	@Test
	void resultOfFailedRunIsItsFailure() {
		this.service.result = CompletableFuture
			.completedFuture(new Terminal.WorkflowFailed(FailureInfo.application("NotApproved", "nobody")));
		WorkflowHandle<Optional<String>> run = this.client.start(Shop.class, (workflow) -> workflow.sell("x"));
		assertThatExceptionOfType(WorkflowFailed.class).isThrownBy(run::result)
			.satisfies((failure) -> assertThat(failure.workflowId()).isEqualTo("x"))
			.withCauseInstanceOf(ApplicationFailure.class);
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> run.resultAsync().join())
			.withCauseInstanceOf(WorkflowFailed.class);
	}

	@Test
	void waitingEndsWithTheLimit() {
		open("x");
		WorkflowHandle<Optional<String>> run = this.client.start(Shop.class, (workflow) -> workflow.sell("x"));
		assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> run.result(Duration.ofMillis(10)))
			.withMessageContaining("'x'")
			.withMessageContaining("it goes on");
		Thread.currentThread().interrupt();
		assertThatIllegalStateException().isThrownBy(run::result).withMessageContaining("interrupted");
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void handleOfUnknownIdFindsNothing() {
		assertThatExceptionOfType(WorkflowNotFound.class)
			.isThrownBy(() -> this.client.handle("none", String.class).result());
		open("a");
		WorkflowHandle<String> foreign = this.client.handle("b", this.service.runId.toString(), String.class);
		assertThatExceptionOfType(WorkflowNotFound.class).isThrownBy(foreign::describe)
			.withMessageContaining("has no run");
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.handle("b", "x", String.class))
			.withMessageContaining("no UUID");
	}

	@Test
	void everyCallInsideWorkflowCodeIsRefused() {
		WorkflowHandle<Optional<String>> run = this.client.start(Shop.class, (workflow) -> workflow.sell("x"));
		Orders bean = this.context.getBean(Orders.class);
		Orders stub = this.client.stub(Orders.class, "a");
		WorkflowContext.bind((WorkflowContext) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { WorkflowContext.class }, (proxy, method, arguments) -> false));
		for (org.assertj.core.api.ThrowableAssert.ThrowingCallable call : new org.assertj.core.api.ThrowableAssert.ThrowingCallable[] {
				() -> this.client.start(Shop.class, (workflow) -> workflow.sell("x")), run::result,
				() -> run.signal("a"), () -> run.query("a", String.class), run::describe, run::history,
				() -> this.client.list(WorkflowQuery.where()), () -> this.client.handle("a", String.class),
				() -> stub.approve("me"), () -> bean.process("a", 1) }) {
			assertThatIllegalStateException().isThrownBy(call)
				.withMessageContaining("inside workflow code")
				.withMessageContaining("activity");
		}
		assertThat(this.service.started).hasSize(1);
	}

	@Test
	void workflowBeanStartsAndWaits() {
		this.service.result = CompletableFuture.completedFuture(new Terminal.WorkflowCompleted(Payload.NULL));
		this.context.getBean(Cleanup.class).clean();
		assertThat(this.service.started).singleElement()
			.satisfies(
					(request) -> assertThat(request.conflictPolicy()).isEqualTo(WorkflowIdConflictPolicy.USE_EXISTING));
		assertThatIllegalStateException().isThrownBy(() -> this.context.getBean(Orders.class).approve("me"))
			.withMessageContaining("client.stub(Orders.class, id).approve");
		assertThat(this.context.getBean(Orders.class).helper()).isEqualTo("plain");
	}

	@Test
	void resultOfWhatTheTransactionHasTouchedIsRefused() {
		this.service.result = CompletableFuture.completedFuture(new Terminal.WorkflowCompleted(Payload.NULL));
		WorkflowHandle<Optional<String>> before = this.client.start(Shop.class, (workflow) -> workflow.sell("before"));
		this.transaction.set(true);
		TransactionSynchronizationManager.initSynchronization();
		WorkflowHandle<Optional<String>> run = this.client.start(Shop.class, (workflow) -> workflow.sell("x"));
		assertThatIllegalStateException().isThrownBy(run::result).withMessageContaining("Start, commit, then wait");
		assertThatIllegalStateException().isThrownBy(run::resultAsync);
		assertThatIllegalStateException().isThrownBy(() -> this.context.getBean(ShopImplementation.class).sell("x"));
		assertThat((Object) before.result()).isNull();
		before.signal("any");
		assertThatIllegalStateException().isThrownBy(before::result);
		TransactionSynchronizationManager.getSynchronizations().forEach((each) -> each.afterCommit());
		assertThat((Object) run.result()).isNull();
	}

	private void open(String workflowId) {
		this.service.row(this.service.runId, workflowId, this.service.runId, WorkflowStatus.RUNNING);
	}

	record SwitchedTransaction(AtomicReference<Boolean> active) implements CallerTransaction {

		@Override
		public boolean isActive() {
			return this.active.get();
		}

		@Override
		public boolean isReadOnly() {
			return false;
		}

		@Override
		public void afterCommit(Runnable action) {
			action.run();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Beans {

		@Bean
		static DurableBeanPostProcessor workflows(
				org.springframework.beans.factory.ObjectProvider<WorkflowRuntime> runtime) {
			return DurableBeanPostProcessor.forWorkflows(runtime);
		}

		@Bean
		DurableDefinitions definitions(
				org.springframework.beans.factory.config.ConfigurableListableBeanFactory beanFactory,
				org.springframework.beans.factory.ObjectProvider<AttemptTransactions> transactions) {
			return new DurableDefinitions(beanFactory, ActivityConfiguration.NONE, transactions);
		}

		@Bean
		Orders orders() {
			return new Orders();
		}

		@Bean
		Cleanup cleanup() {
			return new Cleanup();
		}

		@Bean
		ShopImplementation shop() {
			return new ShopImplementation();
		}

	}

	@Workflow
	static class Orders {

		@WorkflowMethod(id = "'order-' + #id")
		int process(String id, int count) {
			throw new IllegalStateException("not to be called here");
		}

		@SignalMethod(name = "approve-order")
		void approve(String who) {
			throw new IllegalStateException("not to be called here");
		}

		@QueryMethod
		String remark() {
			throw new IllegalStateException("not to be called here");
		}

		String helper() {
			return "plain";
		}

	}

	@Workflow
	static class Cleanup {

		@WorkflowMethod
		void clean() {
			throw new IllegalStateException("not to be called here");
		}

	}

	@Workflow
	interface Shop {

		@WorkflowMethod(id = "#article")
		Optional<String> sell(String article);

	}

	static class ShopImplementation implements Shop {

		@Override
		public Optional<String> sell(String article) {
			throw new IllegalStateException("not to be called here");
		}

	}

}
