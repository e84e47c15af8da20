package dev.durable.proxy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import dev.durable.Activity;
import dev.durable.Durable;
import dev.durable.QueryMethod;
import dev.durable.Retry;
import dev.durable.SignalMethod;
import dev.durable.UpdateMethod;
import dev.durable.UpdateValidator;
import dev.durable.Workflow;
import dev.durable.WorkflowContext;
import dev.durable.WorkflowMethod;
import dev.durable.client.ClientInterceptor;
import dev.durable.client.WorkflowClient;
import dev.durable.engine.ContextPropagation;
import dev.durable.engine.Stubs;
import dev.durable.history.PayloadConverter;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * A client with workflows and an activity, on a service that only writes down what it is
 * asked for.
 */
final class ClientFixture implements AutoCloseable {

	final FakeService service = new FakeService();

	final AtomicReference<Boolean> transaction = new AtomicReference<>(false);

	final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	final WorkflowClient client;

	final Stubs stubs;

	ClientFixture(PayloadConverter converter, ClientInterceptor... interceptors) {
		this.context.registerBean(WorkflowRuntime.class,
				() -> new WorkflowRuntime(this.context.getBean(DurableDefinitions.class), () -> this.service, converter,
						new DurableWorkflowClientTests.SwitchedTransaction(this.transaction), new FixedContext(),
						() -> List.of(interceptors)));
		this.context.register(Beans.class, Parent.class);
		this.context.refresh();
		this.client = new DurableWorkflowClient(this.context.getBean(WorkflowRuntime.class));
		this.stubs = this.context.getBean(DurableDefinitions.class).stubs(converter);
	}

	void beginTransaction() {
		this.transaction.set(true);
		TransactionSynchronizationManager.initSynchronization();
	}

	@Override
	public void close() {
		WorkflowContext.bind(null);
		if (TransactionSynchronizationManager.isSynchronizationActive()) {
			TransactionSynchronizationManager.clear();
		}
		this.context.close();
	}

	record FixedContext() implements ContextPropagation {

		@Override
		public Map<String, String> capture() {
			return Map.of("tenant", "acme");
		}

		@Override
		public Runnable restore(Map<String, String> headers) {
			return () -> {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Beans {

		@Bean
		static DurableBeanPostProcessor workflows(ObjectProvider<WorkflowRuntime> runtime) {
			return DurableBeanPostProcessor.forWorkflows(runtime);
		}

		@Bean
		static DurableBeanPostProcessor activities(ObjectProvider<DurableDefinitions> definitions) {
			return DurableBeanPostProcessor.forActivities(definitions);
		}

		@Bean
		DurableDefinitions definitions(ConfigurableListableBeanFactory beanFactory,
				ObjectProvider<AttemptTransactions> transactions) {
			return new DurableDefinitions(beanFactory, ActivityConfiguration.NONE, transactions);
		}

		@Bean
		Orders orders() {
			return new Orders();
		}

		@Bean
		Plain plain() {
			return new Plain();
		}

		@Bean
		Payments payments() {
			return new Payments();
		}

	}

	@Workflow(queue = "orders")
	static class Orders {

		@WorkflowMethod(id = "'order-' + #id", executionTimeout = "7d", runTimeout = "P1D",
				retry = @Retry(maximumAttempts = 3, initialInterval = "5s", nonRetryable = IllegalStateException.class))
		String process(@Nullable Object id, int count) {
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

		@UpdateMethod(name = "quantity")
		Integer changeQuantity(int quantity) {
			throw new IllegalStateException("not to be called here");
		}

		@UpdateValidator("quantity")
		private void positive(int quantity) {
			throw new IllegalStateException("not to be called here");
		}

	}

	@Workflow
	static class Plain {

		@WorkflowMethod
		void run() {
			throw new IllegalStateException("not to be called here");
		}

	}

	/**
	 * Calls all that a workflow can call.
	 */
	@Workflow
	static class Parent {

		private final Payments payments;

		private final Orders orders;

		Parent(Payments payments, Orders orders) {
			this.payments = payments;
			this.orders = orders;
		}

		@WorkflowMethod
		void run() {
			Durable.async(() -> this.payments.charge("a"));
			Durable.async(() -> Durable.with(this.payments, (options) -> options.maximumAttempts(3)).charge("b"));
			Durable.async(() -> this.orders.process("c", 1));
			Durable.async(() -> Durable.child(Plain.class, (options) -> options.queue("slow")).run());
			Durable.async(() -> Durable.external(Orders.class, "d").approve("me"));
			Durable.sleep(Duration.ofHours(1));
		}

		@QueryMethod
		String asking() {
			return this.orders.process("e", 1);
		}

		@QueryMethod
		String signalling() {
			Durable.external(Orders.class, "d").approve("me");
			return "done";
		}

	}

	@Activity
	static class Payments {

		public String charge(String id) {
			return "charged " + id;
		}

		String internal() {
			return "internal";
		}

	}

}
