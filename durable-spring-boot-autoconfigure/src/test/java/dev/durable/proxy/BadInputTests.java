package dev.durable.proxy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.durable.client.WorkflowClient;
import dev.durable.history.UnwritableException;
import dev.durable.jackson.JacksonPayloadConverter;
import dev.durable.proxy.ClientFixture.Orders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for what callers may get wrong: each mistake ends at the call that makes it, and
 * nothing has been written then.
 */
class BadInputTests {

	private static final int BYTES_MAX = 1_000;

	private final ClientFixture fixture = new ClientFixture(
			new JacksonPayloadConverter(JsonMapper.shared(), DataSize.ofBytes(BYTES_MAX)));

	private final WorkflowClient client = this.fixture.client;

	@AfterEach
	void nothingIsWritten() {
		assertThat(this.fixture.service.started).isEmpty();
		assertThat(this.fixture.service.calls).isEmpty();
		this.fixture.close();
	}

	static Stream<@Nullable String> texts() {
		return Stream.of(null, "", "x".repeat(256), "a\nb", "a\u0000b", "a\u007f", "\ud83d", "\ude00a");
	}

	private void start(@Nullable Object argument) {
		this.client.start(Orders.class, (workflow) -> workflow.process(argument, 1), (options) -> options.id("a"));
	}

	@ParameterizedTest
	@MethodSource("texts")
	void idsAndNamesAreChecked(@Nullable String text) {
		List<Runnable> calls = List.of(() -> this.client.stub(Orders.class, text),
				() -> this.client.handle(text, String.class), () -> this.client.handle("a", text, String.class),
				() -> this.client.deadLetters(text), () -> this.client.redeliver(text),
				() -> this.client.completeActivity(text, "x"), () -> this.client.heartbeatActivity(text, "x"),
				() -> this.client.failActivity(text, new IllegalStateException("x")),
				() -> this.client.start(text, (options) -> {
				}), () -> this.client.stub(Orders.class, "a", (options) -> options.signalId(text)),
				() -> this.client.stub(Orders.class, "a", (options) -> options.updateId(text)),
				() -> this.client.stub(Orders.class, "a", (options) -> options.runId(text)),
				() -> this.client.handle("a", String.class).signal(text),
				() -> this.client.handle("a", String.class).query(text, String.class),
				() -> this.client.handle("a", String.class).update(text, String.class));
		for (Runnable call : calls) {
			assertThatIllegalArgumentException().isThrownBy(call::run).withMessageContaining("characters");
		}
	}

	@ParameterizedTest
	@MethodSource("texts")
	void optionsAreChecked(@Nullable String text) {
		List<Consumer<dev.durable.client.StartOptions.Builder>> all = List.of((options) -> options.id(text),
				(options) -> options.queue(text), (options) -> options.memo(text, 1),
				(options) -> options.attribute(text, 1));
		for (Consumer<dev.durable.client.StartOptions.Builder> options : all) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> this.client.start(Orders.class, (workflow) -> workflow.process("a", 1), options))
				.withMessageContaining("characters");
		}
	}

	@Test
	void idFromTheExpressionIsChecked() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.client.start(Orders.class, (workflow) -> workflow.process("x".repeat(195), 1)))
			.withMessageContaining("201 characters");
	}

	@Test
	void valueOverTheLimitIsRefused() {
		String fitting = "x".repeat(BYTES_MAX - "[\"\",1]".length());
		assertThatExceptionOfType(UnwritableException.class).isThrownBy(() -> start(fitting + "x"))
			.withMessageContaining("durable.payload.max-size");
		start(fitting);
		assertThat(this.fixture.service.started).hasSize(1);
		this.fixture.service.started.clear();
		String value = "x".repeat(BYTES_MAX - 1);
		assertThatExceptionOfType(UnwritableException.class).isThrownBy(() -> this.client.completeActivity("t", value));
		assertThatExceptionOfType(UnwritableException.class)
			.isThrownBy(() -> this.client.heartbeatActivity("t", value));
		assertThatExceptionOfType(UnwritableException.class)
			.isThrownBy(() -> this.client.stub(Orders.class, "a").approve(value));
		assertThatExceptionOfType(UnwritableException.class)
			.isThrownBy(() -> this.client.handle("a", String.class).update("quantity", Integer.class, value));
		assertThatExceptionOfType(UnwritableException.class)
			.isThrownBy(() -> this.client.handle("a", String.class).query("remark", String.class, value));
		assertThatExceptionOfType(UnwritableException.class).isThrownBy(() -> this.client.start(Orders.class,
				(workflow) -> workflow.process("a", 1), (options) -> options.memo("large", value)));
	}

	@Test
	void valueThatContainsItselfIsRefused() {
		List<Object> list = new ArrayList<>();
		list.add(list);
		assertThatExceptionOfType(UnwritableException.class).isThrownBy(() -> start(list));
		Node node = new Node();
		node.next = node;
		assertThatExceptionOfType(UnwritableException.class).isThrownBy(() -> start(node))
			.withMessageContaining("cannot be written as JSON")
			.withMessageContaining("without cycles");
	}

	@Test
	void valueThatIsNoDataIsRefused() {
		assertThatExceptionOfType(UnwritableException.class).isThrownBy(() -> start("\ud83d"))
			.withMessageContaining("half a surrogate pair");
		assertThatExceptionOfType(UnwritableException.class).isThrownBy(() -> start(new Throwing()))
			.withMessageContaining("cannot be written as JSON");
	}

	@Test
	void attributesAreSingleValues() {
		for (Object value : List.of(List.of("a"), java.util.Map.of("a", 1), new Node())) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> this.client.start(Orders.class, (workflow) -> workflow.process("a", 1),
						(options) -> options.attribute("country", value)))
				.withMessageContaining("'country'")
				.withMessageContaining("cannot be searched");
		}
	}

	@Test
	void endlessTimesAreRefused() {
		Duration endless = Duration.ofSeconds(Long.MAX_VALUE);
		List<Consumer<dev.durable.client.StartOptions.Builder>> all = List.of((options) -> options.startDelay(endless),
				(options) -> options.runTimeout(endless), (options) -> options.executionTimeout(endless),
				(options) -> options.retry(0, endless, 2, Duration.ofDays(1)));
		for (Consumer<dev.durable.client.StartOptions.Builder> options : all) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> this.client.start(Orders.class, (workflow) -> workflow.process("a", 1), options))
				.withMessageContaining("at most a thousand years");
		}
	}

	@Test
	void reasonsAreChecked() {
		for (String reason : new String[] { null, "x".repeat(2_001), "\ud83d", "a\u0000" }) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> this.client.handle("a", String.class).terminate(reason))
				.withMessageContaining("The reason");
			assertThatIllegalArgumentException().isThrownBy(() -> this.client.handle("a", String.class).cancel(reason));
		}
	}

	static class Node {

		public @Nullable Node next;

	}

	static class Throwing {

		public String getName() {
			throw new IllegalStateException("no name");
		}

	}

}
