package dev.durable.proxy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import dev.durable.client.WorkflowHandle;
import dev.durable.client.WorkflowIdReusePolicy;
import dev.durable.client.WorkflowUpdateFailed;
import dev.durable.history.Admission;
import dev.durable.history.Payload;
import dev.durable.history.RetrySettings;
import dev.durable.history.StartDetails;
import dev.durable.history.Terminal;
import dev.durable.node.StartRequest;
import dev.durable.proxy.ClientFixture.Orders;
import dev.durable.proxy.ClientFixture.Plain;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for the ways to start a run: what annotations and options make of it, and what
 * comes along.
 */
class ClientStartTests {

	private final ClientFixture fixture = new ClientFixture(new JavaPayloads());

	private final FakeService service = this.fixture.service;

	@AfterEach
	void close() {
		this.fixture.close();
	}

	private StartRequest request() {
		assertThat(this.service.started).hasSize(1);
		return this.service.started.get(0);
	}

	@Test
	void annotationsDecideUnlessOptionsDo() {
		this.fixture.client.start(Orders.class, (workflow) -> workflow.process("a", 1));
		StartDetails details = request().details();
		assertThat(details).isEqualTo(new StartDetails(1, "orders", Duration.ofDays(7), null, Duration.ofDays(1),
				new RetrySettings(Duration.ofSeconds(5), 2.0, Duration.ofSeconds(100), 3,
						List.of(IllegalStateException.class.getName()), 0.0),
				null, Map.of(), Map.of(), Map.of("tenant", "acme"), null, Admission.FREE));
		assertThat(request().reusePolicy()).isEqualTo(WorkflowIdReusePolicy.ALLOW_DUPLICATE);
		assertThat(request().startDelay()).isZero();
	}

	@Test
	void optionsGoBeforeAnnotations() {
		this.fixture.client.start(Orders.class, (workflow) -> workflow.process("a", 1),
				(options) -> options.queue("fast")
					.executionTimeout(Duration.ofHours(2))
					.runTimeout(Duration.ofHours(1))
					.startDelay(Duration.ofMinutes(5))
					.reusePolicy(WorkflowIdReusePolicy.REJECT_DUPLICATE)
					.retry(0, Duration.ofSeconds(9), 1.5, Duration.ofSeconds(90))
					.memo("channel", "web")
					.attribute("country", "EIRE"));
		assertThat(request().startDelay()).isEqualTo(Duration.ofMinutes(5));
		assertThat(request().reusePolicy()).isEqualTo(WorkflowIdReusePolicy.REJECT_DUPLICATE);
		assertThat(request().details())
			.isEqualTo(new StartDetails(1, "fast", Duration.ofHours(2), null, Duration.ofHours(1),
					new RetrySettings(Duration.ofSeconds(9), 1.5, Duration.ofSeconds(90), 0,
							List.of(IllegalStateException.class.getName()), 0.0),
					null, Map.of("channel", new Payload("web".getBytes())),
					Map.of("country", new Payload("EIRE".getBytes())), Map.of("tenant", "acme"), null, Admission.FREE));
	}

	@Test
	void runsAreNotTriedAgainUnlessThatIsSaid() {
		this.fixture.client.startVoid(Plain.class, Plain::run);
		assertThat(request().details()).isEqualTo(new StartDetails(1, "default", null, null, null, null, null, Map.of(),
				Map.of(), Map.of("tenant", "acme"), null, Admission.FREE));
	}

	@Test
	void typeOfThisApplicationIsStartedByItsName() {
		WorkflowHandle<@Nullable Object> run = this.fixture.client.start("Orders", (options) -> {
		}, "a", 1);
		assertThat(run.id()).isEqualTo("order-a");
		assertThat(request().details().queue()).isEqualTo("orders");
		this.service.result = CompletableFuture
			.completedFuture(new Terminal.WorkflowCompleted(new Payload("x".getBytes())));
		assertThat(run.result()).isEqualTo("x as java.lang.Object");
		assertThatIllegalArgumentException().isThrownBy(() -> this.fixture.client.start("Orders", (options) -> {
		}, "a", "many")).withMessageContaining("(java.lang.Object, int)").withMessageContaining("no int");
		assertThatIllegalArgumentException().isThrownBy(() -> this.fixture.client.start("Orders", (options) -> {
		}, "a")).withMessageContaining("do not fit workflow type 'Orders'");
		assertThat(this.service.started).hasSize(1);
	}

	@Test
	void typeOfOthersIsStartedByItsName() {
		WorkflowHandle<@Nullable Object> run = this.fixture.client.start("Elsewhere",
				(options) -> options.queue("elsewhere"), "a");
		assertThat(UUID.fromString(run.id()).version()).isEqualTo(7);
		assertThat(request().type()).isEqualTo("Elsewhere");
		assertThat(request().details().queue()).isEqualTo("elsewhere");
		assertThat(new String(request().arguments().json())).isEqualTo("[a]");
	}

	@Test
	void signalComesWithTheStart() {
		WorkflowHandle<String> run = this.fixture.client.signalWithStart(Orders.class,
				(workflow) -> workflow.process("a", 1), (workflow) -> workflow.approve("me"), (options) -> {
				});
		assertThat(run.id()).isEqualTo("order-a");
		assertThat(run.runId()).isEqualTo(this.service.runId.toString());
		assertThat(this.service.calls).containsExactly("signal order-a approve-order[me]");
		assertThat(this.service.handlers.get(0).headers()).containsEntry("tenant", "acme");
		assertThat(request().details().queue()).isEqualTo("orders");
	}

	@Test
	void blocksCallWhatTheyAreForAndNothingElse() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.fixture.client.signalWithStart(Orders.class,
				(workflow) -> workflow.process("a", 1), Orders::remark, (options) -> {
				}))
			.withMessageContaining("called 'remark', which is not one of its @SignalMethods");
		assertThatIllegalArgumentException().isThrownBy(() -> this.fixture.client.signalWithStart(Orders.class,
				(workflow) -> workflow.process("a", 1), (workflow) -> {
				}, (options) -> {
				}))
			.withMessageContaining("that signals Orders has called nothing. Let it call a @SignalMethod");
		assertThatIllegalArgumentException().isThrownBy(
				() -> this.fixture.client.updateWithStart(Orders.class, Orders::remark, Orders::remark, (options) -> {
				}))
			.withMessageContaining("not its workflow method");
		assertThatIllegalArgumentException().isThrownBy(() -> this.fixture.client.updateWithStart(Orders.class,
				(workflow) -> workflow.process("a", 1), Orders::remark, (options) -> {
				}))
			.withMessageContaining("@UpdateMethod");
		assertThat(this.service.calls).isEmpty();
	}

	@Test
	void updateComesWithTheStart() {
		this.service.updated = CompletableFuture.completedFuture(Payload.NULL);
		Integer answer = this.fixture.client.updateWithStart(Orders.class, (workflow) -> workflow.process("a", 1),
				(workflow) -> workflow.changeQuantity(7), (options) -> {
				});
		assertThat(answer).isNull();
		assertThat(this.service.calls).containsExactly("update order-a quantity[7]");
		this.service.updated = CompletableFuture
			.failedFuture(new WorkflowUpdateFailed("order-a", "quantity", "no", null));
		assertThatExceptionOfType(WorkflowUpdateFailed.class)
			.isThrownBy(() -> this.fixture.client.updateWithStart(Orders.class, (workflow) -> workflow.process("a", 1),
					(workflow) -> workflow.changeQuantity(7), (options) -> {
					}));
	}

	@Test
	void whatWaitsIsRefusedForWhatTheTransactionHasTouched() {
		this.fixture.beginTransaction();
		this.fixture.client.signalWithStart(Orders.class, (workflow) -> workflow.process("a", 1),
				(workflow) -> workflow.approve("me"), (options) -> {
				});
		assertThatIllegalStateException().isThrownBy(() -> this.fixture.client.updateWithStart(Orders.class,
				(workflow) -> workflow.process("a", 1), (workflow) -> workflow.changeQuantity(7), (options) -> {
				}))
			.withMessageContaining("answer of workflow 'order-a'")
			.withMessageContaining("Start, commit, then wait");
		assertThatIllegalStateException()
			.isThrownBy(() -> this.fixture.client.stub(Orders.class, "order-a").changeQuantity(7));
		assertThatIllegalStateException().isThrownBy(() -> this.fixture.context.getBean(Orders.class).process("a", 1));
		assertThat(this.service.started).hasSize(1);
	}

}
