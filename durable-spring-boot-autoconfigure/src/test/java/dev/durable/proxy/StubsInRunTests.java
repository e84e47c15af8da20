package dev.durable.proxy;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import dev.durable.ReadOnlyViolation;
import dev.durable.WorkflowContext;
import dev.durable.engine.Builds;
import dev.durable.engine.Environment;
import dev.durable.engine.Run;
import dev.durable.engine.RunIdentity;
import dev.durable.engine.RunLimits;
import dev.durable.engine.Turn;
import dev.durable.history.Command;
import dev.durable.history.Incoming;
import dev.durable.history.Payload;
import dev.durable.history.PayloadConverter;
import dev.durable.history.Recorded;
import dev.durable.jackson.JacksonPayloadConverter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for beans and stubs in the hands of a real run: each call becomes its command.
 */
class StubsInRunTests {

	private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

	private final PayloadConverter converter = new JacksonPayloadConverter(JsonMapper.shared(),
			DataSize.ofMegabytes(1));

	private final ClientFixture fixture = new ClientFixture(this.converter);

	private Run run;

	private Turn turn;

	@BeforeEach
	void start() {
		Environment environment = new Environment(this.converter, (name, body) -> new Thread(body, name).start(),
				WorkflowContext::isBugByDefault, (blocked, stack) -> {
				}, (drifted, call) -> {
				}, UUID::randomUUID, this.fixture.stubs, new ClientFixture.FixedContext(), RunLimits.DEFAULTS,
				Builds.UNKNOWN);
		this.run = new Run(new RunIdentity("p", new UUID(1, 1), new UUID(1, 1), START),
				this.fixture.context.getBean(DurableDefinitions.class).registry().workflows().get("Parent"),
				environment);
		this.turn = this.run.turn(
				new Incoming.WorkflowStarted(Run.GRAMMAR, 42, "Parent", this.converter.writeArguments(new Object[0])),
				START);
	}

	@AfterEach
	void close() {
		this.run.unwind();
		this.fixture.close();
	}

	private <C extends Command> List<C> commands(Class<C> type) {
		return this.turn.commands().stream().map(Recorded::event).filter(type::isInstance).map(type::cast).toList();
	}

	@Test
	void activitiesHaveTheirOptions() {
		assertThat(commands(Command.ActivityScheduled.class))
			.extracting((scheduled) -> scheduled.activity() + new String(scheduled.arguments().json())
					+ scheduled.settings().retry().maximumAttempts())
			.containsExactly("Payments.charge[\"a\"]0", "Payments.charge[\"b\"]3");
	}

	@Test
	void childrenHaveTheirs() {
		List<Command.ChildInitiated> children = commands(Command.ChildInitiated.class);
		assertThat(children).extracting((child) -> child.type() + " on " + child.details().queue())
			.containsExactly("Orders on orders", "Plain on slow");
		assertThat(children.get(0).workflowId()).isEqualTo("order-c");
		assertThat(UUID.fromString(children.get(1).workflowId()).version()).isEqualTo(4);
		assertThat(children).allSatisfy((child) -> {
			assertThat(child.details().parent()).isNotNull();
			assertThat(child.details().headers()).containsEntry("tenant", "acme");
		});
	}

	@Test
	void queriesMayCallNoneOfThem() {
		Payload none = this.converter.writeArguments(new Object[0]);
		assertThatExceptionOfType(ReadOnlyViolation.class).isThrownBy(() -> this.run.code().query("asking", none))
			.withMessageContaining("child workflow 'Orders'");
		assertThatExceptionOfType(ReadOnlyViolation.class).isThrownBy(() -> this.run.code().query("signalling", none))
			.withMessageContaining("signal 'approve-order'");
	}

}
