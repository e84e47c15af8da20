package dev.durable.jackson;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.durable.CancellationType;
import dev.durable.ParentClosePolicy;
import dev.durable.history.ActivitySettings;
import dev.durable.history.Admission;
import dev.durable.history.Command;
import dev.durable.history.ConcurrencyLimit;
import dev.durable.history.Event;
import dev.durable.history.FailureInfo;
import dev.durable.history.FailureKind;
import dev.durable.history.Incoming;
import dev.durable.history.ParentRun;
import dev.durable.history.Payload;
import dev.durable.history.Precedence;
import dev.durable.history.RetrySettings;
import dev.durable.history.StartDetails;
import dev.durable.history.Terminal;
import dev.durable.history.UnreadableException;
import dev.durable.history.UnwritableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the stored form of events. The golden texts are what databases hold: a change
 * of one is a change that old histories do not survive.
 */
class JacksonEventCodecTests {

	private static final FailureInfo FAILURE = new FailureInfo(FailureKind.ACTIVITY, "Payments.charge", "failed", null,
			List.of(), true, null, 3, "MAXIMUM_ATTEMPTS_REACHED", null,
			new FailureInfo(FailureKind.APPLICATION, "com.acme.CardDeclined", null, "at com.acme\n",
					List.of(json("1"), json("{\"a\" : 2}")), false, "com.acme.CardDeclined", 0, null, null, null));

	private static final String FAILURE_JSON = "{\"kind\":\"ACTIVITY\",\"type\":\"Payments.charge\",\"message\":\"failed\","
			+ "\"nonRetryable\":true,\"attempts\":3,\"retryState\":\"MAXIMUM_ATTEMPTS_REACHED\",\"cause\":{"
			+ "\"kind\":\"APPLICATION\",\"type\":\"com.acme.CardDeclined\",\"stack\":\"at com.acme\\n\","
			+ "\"details\":[1,{\"a\" : 2}],\"declared\":\"com.acme.CardDeclined\"}}";

	private static final RetrySettings RETRY = new RetrySettings(Duration.ofMillis(5), 1.5, Duration.ofMinutes(10), 7,
			List.of("com.acme.A", "com.acme.B"), 0.25);

	private static final String RETRY_FIELDS = "\"initialInterval\":\"PT0.005S\",\"backoffCoefficient\":1.5,"
			+ "\"maximumInterval\":\"PT10M\",\"maximumAttempts\":7,"
			+ "\"nonRetryable\":[\"com.acme.A\",\"com.acme.B\"],\"jitter\":0.25";

	private static final String DEFAULT_RETRY_FIELDS = "\"initialInterval\":\"PT1S\",\"backoffCoefficient\":2.0,"
			+ "\"maximumInterval\":\"PT1M40S\"";

	private static final String ONE = "00000000-0000-0001-0000-000000000001";

	private static final String TWO = "00000000-0000-0002-0000-000000000002";

	private static final Map<String, String> HEADERS = Map.of("value", "v", "arguments", "\"", "", "");

	private static final String HEADERS_JSON = "{\"\":\"\",\"arguments\":\"\\\"\",\"value\":\"v\"}";

	private static final StartDetails DETAILS = new StartDetails(3, "slow", Duration.ofDays(2),
			Instant.parse("2010-12-01T08:26:00Z"), Duration.ofHours(1), RETRY,
			new ParentRun(UUID.fromString(ONE), "order-1", UUID.fromString(TWO)),
			Map.of("b\"", json("null"), "a", json("[ 1 ]")), Map.of("headers", json("{\"x\":1}")), HEADERS,
			UUID.fromString(ONE), new Admission(new ConcurrencyLimit("k", 2), new Precedence(2, "acme")));

	private static final String DETAILS_JSON = "{\"attempt\":3,\"queue\":\"slow\",\"executionTimeout\":\"PT48H\","
			+ "\"executionDeadline\":\"2010-12-01T08:26:00Z\",\"runTimeout\":\"PT1H\",\"retry\":{" + RETRY_FIELDS
			+ "},\"parent\":{\"chain\":\"" + ONE + "\",\"workflowId\":\"order-1\",\"runId\":\"" + TWO
			+ "\"},\"memo\":{\"a\":[ 1 ],\"b\\\"\":null},\"attributes\":{\"headers\":{\"x\":1}},\"headers\":"
			+ HEADERS_JSON + ",\"continuedFrom\":\"" + ONE + "\",\"limit\":{\"key\":\"k\",\"max\":2},"
			+ "\"precedence\":{\"priority\":2,\"fairnessKey\":\"acme\"}}";

	private static final FailureInfo CHILD_FAILURE = new FailureInfo(FailureKind.CHILD, "T", "m", null, List.of(),
			false, null, 0, null, "order-1/a", FailureInfo.of(FailureKind.CANCELLED, "", "c"));

	private static final String CHILD_FAILURE_JSON = "{\"kind\":\"CHILD\",\"type\":\"T\",\"message\":\"m\","
			+ "\"workflowId\":\"order-1/a\",\"cause\":{\"kind\":\"CANCELLED\",\"message\":\"c\"}}";

	private final JacksonEventCodec codec = new JacksonEventCodec();

	static Stream<Golden> golden() {
		return Stream.of(ofTheFirstFormat(), incoming(), commands(), terminals()).flatMap(Function.identity());
	}

	/**
	 * What was written before there were other events and fields than these. All of it is
	 * still written like this.
	 */
	private static Stream<Golden> ofTheFirstFormat() {
		ActivitySettings settings = new ActivitySettings(Duration.ofSeconds(10), Duration.ofDays(1), null, null, RETRY,
				CancellationType.TRY_CANCEL);
		return Stream.of(
				new Golden(new Incoming.WorkflowStarted(1, -5, "OrderWorkflow", json("[ \"\u00e9\" ]")),
						"{\"grammar\":1,\"seed\":-5,\"type\":\"OrderWorkflow\",\"arguments\":[ \"\u00e9\" ]}"),
				new Golden(new Incoming.ActivityCompleted(2, Payload.NULL), "{\"activityId\":2,\"result\":null}"),
				new Golden(new Incoming.ActivityFailed(2, FAILURE),
						"{\"activityId\":2,\"failure\":" + FAILURE_JSON + "}"),
				new Golden(new Incoming.ActivityAttemptLost(2, 3), "{\"activityId\":2,\"attempt\":3}"),
				new Golden(new Incoming.TimerFired(9_000_000_000L), "{\"timerId\":9000000000}"),
				new Golden(new Incoming.SignalReceived("approve \"now\"", json("[]")),
						"{\"name\":\"approve \\\"now\\\"\",\"arguments\":[]}"),
				new Golden(new Command.ActivityScheduled("Payments.charge", json("[1]"), ActivitySettings.DEFAULTS),
						"{\"activity\":\"Payments.charge\",\"arguments\":[1],\"settings\":{\"startToClose\":\"PT10M\","
								+ "\"initialInterval\":\"PT1S\",\"backoffCoefficient\":2.0,\"maximumInterval\":\"PT1M40S\"}}"),
				new Golden(new Command.ActivityScheduled("a", json("[]"), settings),
						"{\"activity\":\"a\",\"arguments\":[],\"settings\":{\"startToClose\":\"PT10S\","
								+ "\"scheduleToClose\":\"PT24H\",\"initialInterval\":\"PT0.005S\",\"backoffCoefficient\":1.5,"
								+ "\"maximumInterval\":\"PT10M\",\"maximumAttempts\":7,"
								+ "\"nonRetryable\":[\"com.acme.A\",\"com.acme.B\"],\"jitter\":0.25}}"),
				new Golden(new Command.TimerStarted(Instant.parse("2010-12-01T08:26:00.000001Z")),
						"{\"due\":\"2010-12-01T08:26:00.000001Z\"}"),
				new Golden(new Command.TimerStarted(Instant.MAX), "{\"due\":\"" + Instant.MAX + "\"}"),
				new Golden(new Command.TimerCancelled(4), "{\"timerId\":4}"),
				new Golden(new Command.SideEffectRecorded(json("{}"), null), "{\"value\":{}}"),
				new Golden(new Command.SideEffectRecorded(Payload.NULL, null), "{\"value\":null}"),
				new Golden(new Command.SideEffectRecorded(null, FailureInfo.application("T", null)),
						"{\"failure\":{\"kind\":\"APPLICATION\",\"type\":\"T\"}}"),
				new Golden(new Command.CallRefused("activity 'a'", FailureInfo.of(FailureKind.TIMEOUT, "", "m")),
						"{\"call\":\"activity 'a'\",\"failure\":{\"kind\":\"TIMEOUT\",\"message\":\"m\"}}"),
				new Golden(new Terminal.WorkflowCompleted(json("\"done\"")), "{\"result\":\"done\"}"),
				new Golden(new Terminal.WorkflowFailed(FAILURE), "{\"failure\":" + FAILURE_JSON + "}"));
	}

	private static Stream<Golden> incoming() {
		UUID child = UUID.fromString(ONE);
		return Stream.of(
				new Golden(new Incoming.WorkflowStarted(1, 2, "T", json("[]"), DETAILS),
						"{\"grammar\":1,\"seed\":2,\"type\":\"T\",\"arguments\":[],\"details\":" + DETAILS_JSON + "}"),
				new Golden(new Incoming.WorkflowStarted(1, 2, "T", json("[]"), StartDetails.NONE.nextAttempt(child)),
						"{\"grammar\":1,\"seed\":2,\"type\":\"T\",\"arguments\":[],"
								+ "\"details\":{\"attempt\":2,\"continuedFrom\":\"" + ONE + "\"}}"),
				new Golden(new Incoming.SignalReceived("s", json("[]"), HEADERS),
						"{\"name\":\"s\",\"arguments\":[],\"headers\":" + HEADERS_JSON + "}"),
				new Golden(new Incoming.UpdateAccepted("u", "name", json("[1]"), Map.of()),
						"{\"updateId\":\"u\",\"name\":\"name\",\"arguments\":[1]}"),
				new Golden(new Incoming.UpdateAccepted("u", "name", json("[1]"), HEADERS),
						"{\"updateId\":\"u\",\"name\":\"name\",\"arguments\":[1],\"headers\":" + HEADERS_JSON + "}"),
				new Golden(new Incoming.ChildCompleted(child, Payload.NULL),
						"{\"childId\":\"" + ONE + "\",\"result\":null}"),
				new Golden(new Incoming.ChildFailed(child, CHILD_FAILURE),
						"{\"childId\":\"" + ONE + "\",\"failure\":" + CHILD_FAILURE_JSON + "}"),
				new Golden(new Incoming.CancelRequested(null, null), "{}"),
				new Golden(new Incoming.CancelRequested("no stock", null), "{\"reason\":\"no stock\"}"),
				new Golden(new Incoming.CancelRequested(null, "RUN"), "{\"timeout\":\"RUN\"}"),
				new Golden(new Incoming.ExternalSignalDelivered(7), "{\"requestId\":7}"),
				new Golden(
						new Incoming.ExternalSignalFailed(7, FailureInfo.of(FailureKind.EXTERNAL, "", "none is open")),
						"{\"requestId\":7,\"failure\":{\"kind\":\"EXTERNAL\",\"message\":\"none is open\"}}"));
	}

	private static Stream<Golden> commands() {
		UUID child = UUID.fromString(ONE);
		ActivitySettings settings = new ActivitySettings(Duration.ofSeconds(10), null, Duration.ofMinutes(1),
				Duration.ofSeconds(5), RetrySettings.DEFAULTS, CancellationType.ABANDON);
		return Stream.of(
				new Golden(new Command.ActivityScheduled("a", json("[]"), settings, HEADERS),
						"{\"activity\":\"a\",\"arguments\":[],\"settings\":{\"startToClose\":\"PT10S\","
								+ DEFAULT_RETRY_FIELDS + ",\"scheduleToStart\":\"PT1M\",\"heartbeat\":\"PT5S\","
								+ "\"cancellation\":\"ABANDON\"},\"headers\":" + HEADERS_JSON + "}"),
				new Golden(new Command.ActivityCancelRequested(4), "{\"activityId\":4}"),
				new Golden(
						new Command.ChildInitiated(child, "w", "T", json("[]"), StartDetails.NONE,
								ParentClosePolicy.TERMINATE, CancellationType.WAIT),
						"{\"childId\":\"" + ONE + "\",\"workflowId\":\"w\",\"type\":\"T\",\"arguments\":[]}"),
				new Golden(
						new Command.ChildInitiated(child, "w", "T", json("[]"), DETAILS, ParentClosePolicy.ABANDON,
								CancellationType.TRY_CANCEL),
						"{\"childId\":\"" + ONE + "\",\"workflowId\":\"w\",\"type\":\"T\",\"arguments\":[],\"details\":"
								+ DETAILS_JSON + ",\"closePolicy\":\"ABANDON\",\"cancellation\":\"TRY_CANCEL\"}"),
				new Golden(new Command.ChildCancelRequested(child, 5), "{\"childId\":\"" + ONE + "\",\"initiated\":5}"),
				new Golden(new Command.ExternalSignalInitiated("w", "s", json("[]"), Map.of()),
						"{\"workflowId\":\"w\",\"signal\":\"s\",\"arguments\":[]}"),
				new Golden(new Command.ExternalSignalInitiated("w", "s", json("[]"), HEADERS),
						"{\"workflowId\":\"w\",\"signal\":\"s\",\"arguments\":[],\"headers\":" + HEADERS_JSON + "}"),
				new Golden(new Command.ExternalCancelInitiated("w"), "{\"workflowId\":\"w\"}"),
				new Golden(new Command.VersionMarked("c", -1, null), "{\"changeId\":\"c\",\"version\":-1}"),
				new Golden(new Command.VersionMarked("c", 2, "b1"),
						"{\"changeId\":\"c\",\"version\":2,\"build\":\"b1\"}"),
				new Golden(new Command.AttributesUpserted("a", json("1.50")), "{\"name\":\"a\",\"value\":1.50}"),
				new Golden(new Command.AttributesUpserted("a", null), "{\"name\":\"a\"}"),
				new Golden(new Command.MemoUpserted("m", Payload.NULL), "{\"name\":\"m\",\"value\":null}"),
				new Golden(new Command.MemoUpserted("m", null), "{\"name\":\"m\"}"),
				new Golden(new Command.UpdateCompleted("u", json("[2]"), null), "{\"updateId\":\"u\",\"result\":[2]}"),
				new Golden(new Command.UpdateCompleted("u", null, FAILURE),
						"{\"updateId\":\"u\",\"failure\":" + FAILURE_JSON + "}"));
	}

	private static Stream<Golden> terminals() {
		UUID next = UUID.fromString(TWO);
		return Stream.of(
				new Golden(new Terminal.WorkflowFailed(FAILURE, next, 9),
						"{\"failure\":" + FAILURE_JSON + ",\"next\":\"" + TWO + "\",\"decidedAt\":9}"),
				new Golden(new Terminal.WorkflowCancelled(null), "{}"),
				new Golden(new Terminal.WorkflowCancelled("no stock"), "{\"reason\":\"no stock\"}"),
				new Golden(new Terminal.WorkflowTerminated("", null), "{\"reason\":\"\"}"),
				new Golden(new Terminal.WorkflowTerminated("reset", next),
						"{\"reason\":\"reset\",\"next\":\"" + TWO + "\"}"),
				new Golden(new Terminal.WorkflowTimedOut("RUN", null, 0), "{\"timeout\":\"RUN\"}"),
				new Golden(new Terminal.WorkflowTimedOut("RUN", next, 9),
						"{\"timeout\":\"RUN\",\"next\":\"" + TWO + "\",\"decidedAt\":9}"),
				new Golden(new Terminal.ContinuedAsNew(next, json("[1]")),
						"{\"next\":\"" + TWO + "\",\"arguments\":[1]}"));
	}

	@ParameterizedTest
	@MethodSource("golden")
	void storedFormStaysAsItIs(Golden golden) {
		assertThat(new String(this.codec.encode(golden.event()), StandardCharsets.UTF_8)).isEqualTo(golden.json());
		assertThat(this.codec.decode(golden.event().kind(), bytes(golden.json()))).isEqualTo(golden.event());
	}

	@Test
	void everyKindHasAFormatAndAGoldenText() {
		List<String> kinds = RandomEvents.kinds().stream().map(Class::getSimpleName).toList();
		assertThat(EventFormats.BY_KIND.keySet()).containsExactlyInAnyOrderElementsOf(kinds);
		assertThat(golden().map((golden) -> golden.event().kind()).distinct())
			.containsExactlyInAnyOrderElementsOf(kinds);
	}

	@ParameterizedTest
	@EnumSource
	void everyKindOfFailureIsStoredByItsName(FailureKind kind) {
		Event event = new Incoming.ActivityFailed(2, FailureInfo.of(kind, "", "m"));
		String json = "{\"activityId\":2,\"failure\":{\"kind\":\"" + kind.name() + "\",\"message\":\"m\"}}";
		assertThat(new String(this.codec.encode(event), StandardCharsets.UTF_8)).isEqualTo(json);
		assertThat(this.codec.decode("ActivityFailed", bytes(json))).isEqualTo(event);
	}

	@ParameterizedTest
	@MethodSource("golden")
	void whatALaterVersionAddsIsIgnored(Golden golden) {
		String longer = "{ \"new\" : [ {\"x\":[1]}, \"y\" ] , \"newer\":{\"a\":null},"
				+ "\"longer\":99999999999999999999" + (golden.json().equals("{}") ? "" : ", ")
				+ golden.json().substring(1);
		assertThat(this.codec.decode(golden.event().kind(), bytes(longer))).isEqualTo(golden.event());
	}

	@ParameterizedTest
	@MethodSource("golden")
	void everyCutIsUnreadable(Golden golden) {
		byte[] whole = bytes(golden.json());
		IntStream.range(0, whole.length)
			.forEach((length) -> assertThatExceptionOfType(UnreadableException.class).as("cut to %s", length)
				.isThrownBy(() -> this.codec.decode(golden.event().kind(), Arrays.copyOf(whole, length))));
	}

	@ParameterizedTest
	@ValueSource(strings = { "null", "[]", "{}", "{\"activityId\":\"2\",\"result\":1}", "{\"activityId\":2}",
			"{\"activityId\":99999999999999999999,\"result\":1}", "{\"activityId\":2,\"result\":1}x",
			"{\"activityId\":2,\"result\":tru}" })
	void whatIsNoEventOfTheKindIsUnreadable(String json) {
		assertThatExceptionOfType(UnreadableException.class)
			.isThrownBy(() -> this.codec.decode("ActivityCompleted", bytes(json)))
			.withMessageContaining("ActivityCompleted");
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"childId\":\"x\"", "\"childId\":1", "\"closePolicy\":\"LATER\"",
			"\"cancellation\":\"LATER\"", "\"details\":[]", "\"details\":{\"queue\":1}",
			"\"details\":{\"attempt\":99999999999}", "\"details\":{\"runTimeout\":\"1h\"}",
			"\"details\":{\"executionDeadline\":\"now\"}", "\"details\":{\"continuedFrom\":\"\"}",
			"\"details\":{\"retry\":{}}", "\"details\":{\"parent\":{\"workflowId\":\"w\"}}",
			"\"details\":{\"memo\":[]}", "\"details\":{\"headers\":\"\"}" })
	void fieldsThatMakeNoSenseAreUnreadable(String field) {
		String json = "{\"childId\":\"" + ONE + "\",\"workflowId\":\"w\",\"type\":\"T\",\"arguments\":[],";
		assertThatExceptionOfType(UnreadableException.class)
			.isThrownBy(() -> this.codec.decode("ChildInitiated", bytes(json + field + "}")))
			.withMessageContaining("ChildInitiated");
	}

	@Test
	void whatIsNoTextAmongHeadersIsIgnored() {
		String json = "{\"name\":\"s\",\"arguments\":[],\"headers\":{\"a\":{\"b\":[1]},\"c\":null,\"d\":\"e\"}}";
		assertThat(this.codec.decode("SignalReceived", bytes(json)))
			.isEqualTo(new Incoming.SignalReceived("s", json("[]"), Map.of("d", "e")));
	}

	@Test
	void halfASurrogatePairIsUnwritable() {
		Event event = new Incoming.SignalReceived("s", json("[]"), Map.of("a", "\uD83D"));
		assertThatExceptionOfType(UnwritableException.class).isThrownBy(() -> this.codec.encode(event))
			.withMessageContaining("SignalReceived")
			.withMessageContaining("half a surrogate pair");
	}

	@Test
	void unknownKindIsUnreadable() {
		assertThatExceptionOfType(UnreadableException.class)
			.isThrownBy(() -> this.codec.decode("java.lang.Runtime", bytes("{}")))
			.withMessageContaining("knows no events of kind 'java.lang.Runtime'");
	}

	@Test
	void anyEventComesOutAsItWas() {
		long seed = Long.getLong("durable.test.seed", new SplittableRandom().nextLong());
		SplittableRandom random = new SplittableRandom(seed);
		RandomEvents events = new RandomEvents(random);
		for (int round = 0; round < 500; round++) {
			for (Class<? extends Event> kind : RandomEvents.kinds()) {
				Event event = events.make(kind);
				assertThatCode(() -> assertComesOutAsItWas(event)).as("round %s of -Ddurable.test.seed=%s", round, seed)
					.doesNotThrowAnyException();
			}
		}
	}

	private void assertComesOutAsItWas(Event event) {
		byte[] stored = this.codec.encode(event);
		Event read = this.codec.decode(event.kind(), stored);
		assertThat(read).isEqualTo(event);
		assertThat(this.codec.encode(read)).isEqualTo(stored);
	}

	private static Payload json(String text) {
		return new Payload(bytes(text));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	record Golden(Event event, String json) {

	}

}
