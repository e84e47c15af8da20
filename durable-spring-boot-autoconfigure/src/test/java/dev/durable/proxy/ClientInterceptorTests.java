package dev.durable.proxy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.durable.client.ClientInterceptor;
import dev.durable.client.ClientInterceptor.ClientCall;
import dev.durable.client.ClientInterceptor.Operation;
import dev.durable.client.WorkflowHandle;
import dev.durable.history.Payload;
import dev.durable.history.Terminal;
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
 * Tests for what applications put around the calls of clients.
 */
class ClientInterceptorTests {

	private final List<String> calls = new ArrayList<>();

	private ClientInterceptor change = ClientCall::proceed;

	private final ClientFixture fixture = new ClientFixture(new JavaPayloads(), this::note,
			(call) -> this.change.intercept(call));

	private final FakeService service = this.fixture.service;

	@AfterEach
	void close() {
		this.fixture.close();
	}

	private @Nullable Object note(ClientCall call) throws Throwable {
		this.calls.add(call.operation() + " " + call.workflowId() + " " + call.workflowType() + " " + call.name()
				+ Arrays.toString(call.arguments()));
		return call.proceed();
	}

	@Test
	void allWaysAreSurrounded() {
		this.service.result = CompletableFuture.completedFuture(new Terminal.WorkflowCompleted(Payload.NULL));
		this.fixture.client.start(Orders.class, (workflow) -> workflow.process("a", 1));
		this.fixture.client.start("Elsewhere", (options) -> options.id("b"));
		this.fixture.context.getBean(Orders.class).process("c", 1);
		Orders stub = this.fixture.client.stub(Orders.class, "d");
		stub.approve("me");
		stub.changeQuantity(1);
		this.service.row(this.service.runId, "d", this.service.runId, dev.durable.client.WorkflowStatus.RUNNING);
		stub.remark();
		WorkflowHandle<String> handle = this.fixture.client.handle("d", String.class);
		handle.cancel();
		handle.terminate("enough");
		handle.pause();
		assertThat(this.calls).containsExactly("START order-a Orders null[a, 1]", "START b Elsewhere null[]",
				"START order-c Orders null[c, 1]", "SIGNAL d Orders approve-order[me]", "UPDATE d Orders quantity[1]",
				"QUERY d Orders remark[]", "CANCEL d null null[]", "TERMINATE d null null[]");
	}

	@Test
	void combinedStartsAreTwoCalls() {
		this.fixture.client.signalWithStart(Orders.class, (workflow) -> workflow.process("a", 1),
				(workflow) -> workflow.approve("me"), (options) -> {
				});
		this.fixture.client.updateWithStart(Orders.class, (workflow) -> workflow.process("b", 1),
				(workflow) -> workflow.changeQuantity(2), (options) -> {
				});
		assertThat(this.calls).containsExactly("START order-a Orders null[a, 1]",
				"SIGNAL order-a Orders approve-order[me]", "START order-b Orders null[b, 1]",
				"UPDATE order-b Orders quantity[2]");
		assertThat(this.service.calls).containsExactly("signal order-a approve-order[me]",
				"update order-b quantity[2]");
	}

	@Test
	void argumentsAndAnswersCanBeChanged() {
		this.change = (call) -> (call.operation() == Operation.START) ? call.proceed(new Object[] { "z", 9 })
				: call.proceed(new Object[] { "you" });
		WorkflowHandle<String> run = this.fixture.client.start(Orders.class, (workflow) -> workflow.process("a", 1));
		assertThat(run.id()).as("the id is decided before").isEqualTo("order-a");
		assertThat(new String(this.service.started.get(0).arguments().json())).isEqualTo("[z, 9]");
		this.fixture.client.stub(Orders.class, "a").approve("me");
		assertThat(this.service.calls).containsExactly("signal a approve-order[you]");
		this.change = (call) -> 42;
		assertThat(this.fixture.client.stub(Orders.class, "a").changeQuantity(1)).isEqualTo(42);
	}

	@Test
	void argumentsMustFit() {
		this.change = (call) -> call.proceed(new Object[] { "z" });
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.fixture.client.start(Orders.class, (workflow) -> workflow.process("a", 1)))
			.withMessageContaining("START of workflow 'order-a'");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.fixture.client.stub(Orders.class, "a").changeQuantity(1));
		assertThat(this.service.started).isEmpty();
		assertThat(this.service.calls).isEmpty();
	}

	@Test
	void refusalReachesTheCallerAsItIs() {
		this.change = (call) -> {
			throw new java.io.IOException("not you");
		};
		assertThatExceptionOfType(java.io.IOException.class)
			.isThrownBy(() -> this.fixture.client.startVoid(Plain.class, Plain::run))
			.withMessage("not you");
		assertThat(this.service.started).isEmpty();
	}

	@Test
	void startThatIsSwallowedIsNoStart() {
		this.change = (call) -> null;
		assertThatIllegalStateException().isThrownBy(() -> this.fixture.client.startVoid(Plain.class, Plain::run))
			.withMessageContaining("has returned and not proceeded");
		assertThatIllegalStateException().isThrownBy(() -> this.fixture.client.updateWithStart(Orders.class,
				(workflow) -> workflow.process("b", 1), (workflow) -> workflow.changeQuantity(2), (options) -> {
				}));
		this.fixture.client.stub(Orders.class, "a").approve("me");
		assertThat(this.service.calls).isEmpty();
	}

}
