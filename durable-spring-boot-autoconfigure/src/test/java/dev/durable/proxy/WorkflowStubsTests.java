package dev.durable.proxy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import dev.durable.ActivityOptions;
import dev.durable.CancellationType;
import dev.durable.ChildOptions;
import dev.durable.ParentClosePolicy;
import dev.durable.ReadOnlyViolation;
import dev.durable.WorkflowContext;
import dev.durable.engine.ActivityType;
import dev.durable.engine.ChildCall;
import dev.durable.engine.RunContext;
import dev.durable.history.ActivitySettings;
import dev.durable.history.Admission;
import dev.durable.history.Payload;
import dev.durable.history.RetrySettings;
import dev.durable.history.StartDetails;
import dev.durable.proxy.ClientFixture.Orders;
import dev.durable.proxy.ClientFixture.Payments;
import dev.durable.proxy.ClientFixture.Plain;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

import org.springframework.aop.framework.ProxyFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.mock;

/**
 * Tests for what workflow code calls: injected beans, and stubs in their place.
 */
class WorkflowStubsTests {

	private final ClientFixture fixture = new ClientFixture(new JavaPayloads());

	private final RunContext run = mock(RunContext.class);

	private final Payments payments = this.fixture.context.getBean(Payments.class);

	@BeforeEach
	void enterWorkflow() {
		given(this.run.isOpen()).willReturn(true);
		WorkflowContext.bind(this.run);
	}

	@AfterEach
	void close() {
		this.fixture.close();
	}

	private ActivitySettings charged() {
		ArgumentCaptor<ActivityType> type = ArgumentCaptor.forClass(ActivityType.class);
		then(this.run).should().activity(type.capture(), any(Object[].class));
		assertThat(type.getValue().name()).isEqualTo("Payments.charge");
		return type.getValue().settings();
	}

	private ChildCall child() {
		ArgumentCaptor<ChildCall> call = ArgumentCaptor.forClass(ChildCall.class);
		then(this.run).should().child(call.capture());
		return call.getValue();
	}

	@Test
	void activityTakesOtherOptions() {
		Payments stub = this.fixture.stubs.activity(this.payments,
				ActivityOptions.of((options) -> options.startToCloseTimeout(Duration.ofSeconds(1))
					.scheduleToCloseTimeout(Duration.ofSeconds(2))
					.scheduleToStartTimeout(Duration.ofSeconds(3))
					.heartbeatTimeout(Duration.ofSeconds(4))
					.maximumAttempts(5)
					.initialInterval(Duration.ofSeconds(6))
					.maximumInterval(Duration.ofSeconds(7))
					.backoffCoefficient(8)
					.jitter(0.9)
					.nonRetryable(IllegalStateException.class)
					.queue("gpu")
					.cancellation(CancellationType.WAIT)));
		stub.charge("a");
		assertThat(charged()).isEqualTo(new ActivitySettings(Duration.ofSeconds(1), Duration.ofSeconds(2),
				Duration.ofSeconds(3), Duration.ofSeconds(4), new RetrySettings(Duration.ofSeconds(6), 8,
						Duration.ofSeconds(7), 5, List.of(IllegalStateException.class.getName()), 0.9),
				CancellationType.WAIT, "gpu"));
	}

	@Test
	void stubOnTopOfAnotherHasTheOptionsOfBoth() {
		Payments below = this.fixture.stubs.activity(this.payments,
				ActivityOptions.of((options) -> options.maximumAttempts(3)
					.jitter(0.5)
					.queue("gpu")
					.cancellation(CancellationType.ABANDON)));
		ProxyFactory around = new ProxyFactory(below);
		around.setProxyTargetClass(true);
		Payments wrapped = (Payments) around.getProxy();
		Payments above = this.fixture.stubs.activity(wrapped,
				ActivityOptions.of((options) -> options.maximumAttempts(4)));
		above.charge("a");
		ActivitySettings settings = charged();
		assertThat(settings.retry().maximumAttempts()).isEqualTo(4);
		assertThat(settings.retry().jitter()).isEqualTo(0.5);
		assertThat(settings.queue()).isEqualTo("gpu");
		assertThat(settings.startToClose()).isEqualTo(Duration.ofMinutes(10));
		assertThat(settings.cancellation()).isEqualTo(CancellationType.ABANDON);
	}

	@Test
	void laterCancellationGoesFirst() {
		Payments below = this.fixture.stubs.activity(this.payments,
				ActivityOptions.of((options) -> options.cancellation(CancellationType.ABANDON)));
		this.fixture.stubs
			.activity(below, ActivityOptions.of((options) -> options.cancellation(CancellationType.TRY_CANCEL)))
			.charge("a");
		assertThat(charged().cancellation()).isEqualTo(CancellationType.TRY_CANCEL);
	}

	@Test
	void whatIsNoActivityOfABeanIsPlain() {
		Payments stub = this.fixture.stubs.activity(this.payments, ActivityOptions.of((options) -> {
		}));
		assertThat(stub.internal()).isEqualTo("internal");
		assertThat(stub).hasToString("Stub of " + Payments.class.getName()).isEqualTo(stub).isNotEqualTo(this.payments);
		then(this.run).shouldHaveNoInteractions();
	}

	@Test
	void optionsThatCannotBeKeptAreRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.fixture.stubs.activity("no bean", ActivityOptions.of((options) -> {
			})))
			.withMessageContaining("java.lang.String, which is no activity bean");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.fixture.stubs.activity(this.payments,
					ActivityOptions.of((options) -> options.heartbeatTimeout(Duration.ofSeconds(Long.MAX_VALUE)))))
			.withMessageContaining("at most a thousand years");
	}

	@Test
	void stubsAreForWorkflowsOnly() throws Exception {
		Payments activity = this.fixture.stubs.activity(this.payments, ActivityOptions.of((options) -> {
		}));
		Plain child = this.fixture.stubs.child(Plain.class, ChildOptions.of((options) -> {
		}));
		for (Runnable call : List.<Runnable>of(() -> activity.charge("a"), child::run,
				() -> this.fixture.context.getBean(Plain.class).run())) {
			FutureTask<Void> task = new FutureTask<>(call, null);
			Thread thread = new Thread(task);
			thread.start();
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(task::get)
				.havingCause()
				.isInstanceOf(IllegalStateException.class)
				.withMessageContaining("which code inside a workflow has started")
				.withMessageContaining("Durable.async");
		}
		WorkflowContext.bind(null);
		assertThatIllegalStateException().isThrownBy(() -> activity.charge("a"))
			.withMessageContaining("outside of a workflow");
		assertThatIllegalStateException().isThrownBy(child::run).withMessageContaining("outside of a workflow");
		assertThat(this.fixture.service.started).isEmpty();
	}

	@Test
	void injectedWorkflowIsAChild() {
		given(this.run.child(any())).willReturn("done");
		assertThat(this.fixture.context.getBean(Orders.class).process("a", 1)).isEqualTo("done");
		ChildCall call = child();
		assertThat(call.type()).isEqualTo("Orders");
		assertThat(call.workflowId()).isEqualTo("order-a");
		assertThat(call.arguments()).containsExactly("a", 1);
		assertThat(call.resultType()).isEqualTo(String.class);
		assertThat(call.closePolicy()).isEqualTo(ParentClosePolicy.TERMINATE);
		assertThat(call.cancellation()).isEqualTo(CancellationType.WAIT);
		assertThat(call.details().queue()).isEqualTo("orders");
		assertThat(call.details().headers()).isEmpty();
		assertThat(call.details().retry()).isNotNull();
		assertThat(call.details().retry().maximumAttempts()).isEqualTo(3);
	}

	@Test
	void childTakesOptions() {
		Plain stub = this.fixture.stubs.child(Plain.class,
				ChildOptions.of((options) -> options.id("c")
					.queue("slow")
					.parentClosePolicy(ParentClosePolicy.ABANDON)
					.cancellation(CancellationType.TRY_CANCEL)
					.maximumAttempts(2)
					.runTimeout(Duration.ofHours(1))
					.memo("m", 1)
					.attribute("a", 2)));
		stub.run();
		ChildCall call = child();
		assertThat(call.workflowId()).isEqualTo("c");
		assertThat(call.closePolicy()).isEqualTo(ParentClosePolicy.ABANDON);
		assertThat(call.cancellation()).isEqualTo(CancellationType.TRY_CANCEL);
		assertThat(call.details()).isEqualTo(new StartDetails(1, "slow", null, null, Duration.ofHours(1),
				new RetrySettings(Duration.ofSeconds(1), 2.0, Duration.ofSeconds(100), 2, List.of(), 0.0), null,
				Map.of("m", new Payload("1".getBytes())), Map.of("a", new Payload("2".getBytes())), Map.of(), null,
				Admission.FREE));
	}

	@Test
	void childWithoutIdGetsOneFromTheEngine() {
		this.fixture.stubs.child(Plain.class, ChildOptions.of((options) -> {
		})).run();
		assertThat(child().workflowId()).isNull();
	}

	@Test
	void childIsStartedByItsWorkflowMethodOnly() {
		Orders stub = this.fixture.stubs.child(Orders.class, ChildOptions.of((options) -> {
		}));
		for (Runnable call : List.<Runnable>of(() -> stub.approve("me"), stub::remark, () -> stub.changeQuantity(1))) {
			assertThatIllegalStateException().isThrownBy(call::run)
				.withMessageContaining("Durable.external(Orders.class, id)");
		}
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.fixture.stubs.child(String.class, ChildOptions.of((options) -> {
			})))
			.withMessageContaining("is no workflow of this application");
	}

	@Test
	void otherWorkflowsAreSignalledOnly() {
		Orders stub = this.fixture.stubs.external(Orders.class, "a");
		stub.approve("me");
		then(this.run).should().signalExternal("a", "approve-order", new Object[] { "me" });
		for (Runnable call : List.<Runnable>of(() -> stub.process("a", 1), stub::remark,
				() -> stub.changeQuantity(1))) {
			assertThatIllegalStateException().isThrownBy(call::run)
				.withMessageContaining("can only be signalled from a workflow");
		}
	}

	@Test
	void handlersOfInjectedWorkflowsAreRefused() {
		Orders bean = this.fixture.context.getBean(Orders.class);
		assertThatIllegalStateException().isThrownBy(() -> bean.approve("me"))
			.withMessageContaining("Durable.external(Orders.class, id).approve(...)");
		assertThatIllegalStateException().isThrownBy(bean::remark).withMessageContaining("in an activity");
		assertThatIllegalStateException().isThrownBy(() -> bean.changeQuantity(1))
			.withMessageContaining("client.stub(Orders.class, id).changeQuantity(...)");
	}

	@Test
	void readOnlyCodeStartsNoChild() {
		willThrow(new ReadOnlyViolation("child 'Orders'", "a query")).given(this.run).child(any());
		assertThatExceptionOfType(ReadOnlyViolation.class)
			.isThrownBy(() -> this.fixture.context.getBean(Orders.class).process("a", 1));
	}

}
