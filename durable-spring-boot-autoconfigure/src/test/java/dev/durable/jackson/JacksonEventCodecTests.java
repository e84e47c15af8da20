package dev.durable.jackson;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.durable.history.ActivitySettings;
import dev.durable.history.Command;
import dev.durable.history.Event;
import dev.durable.history.FailureInfo;
import dev.durable.history.FailureKind;
import dev.durable.history.Incoming;
import dev.durable.history.Payload;
import dev.durable.history.Terminal;
import dev.durable.history.UnreadableException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the stored form of events. The golden texts are what databases hold: a change
 * of one is a change that old histories do not survive.
 */
class JacksonEventCodecTests {

	private static final FailureInfo FAILURE = new FailureInfo(FailureKind.ACTIVITY, "Payments.charge", "failed", null,
			List.of(), true, null, 3, "MAXIMUM_ATTEMPTS_REACHED",
			new FailureInfo(FailureKind.APPLICATION, "com.acme.CardDeclined", null, "at com.acme\n",
					List.of(json("1"), json("{\"a\" : 2}")), false, "com.acme.CardDeclined", 0, null, null));

	private static final String FAILURE_JSON = "{\"kind\":\"ACTIVITY\",\"type\":\"Payments.charge\",\"message\":\"failed\","
			+ "\"nonRetryable\":true,\"attempts\":3,\"retryState\":\"MAXIMUM_ATTEMPTS_REACHED\",\"cause\":{"
			+ "\"kind\":\"APPLICATION\",\"type\":\"com.acme.CardDeclined\",\"stack\":\"at com.acme\\n\","
			+ "\"details\":[1,{\"a\" : 2}],\"declared\":\"com.acme.CardDeclined\"}}";

	private final JacksonEventCodec codec = new JacksonEventCodec();

	static Stream<Golden> golden() {
		ActivitySettings settings = new ActivitySettings(Duration.ofSeconds(10), Duration.ofDays(1),
				Duration.ofMillis(5), 1.5, Duration.ofMinutes(10), 7, List.of("com.acme.A", "com.acme.B"), 0.25);
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

	@ParameterizedTest
	@MethodSource("golden")
	void storedFormStaysAsItIs(Golden golden) {
		assertThat(new String(this.codec.encode(golden.event()), StandardCharsets.UTF_8)).isEqualTo(golden.json());
		assertThat(this.codec.decode(golden.event().kind(), bytes(golden.json()))).isEqualTo(golden.event());
	}

	@Test
	void everyKindHasAGoldenText() {
		List<String> kinds = Stream.of(Incoming.class, Command.class, Terminal.class)
			.flatMap((type) -> Stream.of(type.getPermittedSubclasses()))
			.map(Class::getSimpleName)
			.toList();
		assertThat(golden().map((golden) -> golden.event().kind()).distinct())
			.containsExactlyInAnyOrderElementsOf(kinds);
		assertThat(EventFormat.BY_KIND.keySet()).containsExactlyInAnyOrderElementsOf(kinds);
	}

	@ParameterizedTest
	@MethodSource("golden")
	void whatALaterVersionAddsIsIgnored(Golden golden) {
		String longer = "{ \"new\" : [ {\"x\":[1]}, \"y\" ] , \"newer\":{\"a\":null}, " + golden.json().substring(1);
		assertThat(this.codec.decode(golden.event().kind(), bytes(longer))).isEqualTo(golden.event());
	}

	@ParameterizedTest
	@MethodSource("golden")
	void everyCutIsUnreadable(Golden golden) {
		byte[] whole = bytes(golden.json());
		IntStream.range(0, whole.length)
			.forEach((length) -> assertThatExceptionOfType(UnreadableException.class).as("cut to %s", length)
				.isThrownBy(() -> this.codec.decode(golden.event().kind(), java.util.Arrays.copyOf(whole, length))));
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
		for (int round = 0; round < 5_000; round++) {
			Event event = Events.any(random);
			assertThat(this.codec.decode(event.kind(), this.codec.encode(event)))
				.as("round %s of -Ddurable.test.seed=%s", round, seed)
				.isEqualTo(event);
		}
	}

	private static Payload json(String text) {
		return new Payload(bytes(text));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	record Golden(Event event, String json) {

	}

	/**
	 * Makes events at random.
	 */
	private static final class Events {

		private static final List<String> TEXTS = List.of("", "a", "\"", "\\", "\n\t\u0000\u001f", "\u00e9\u4e2d",
				"\uD83D\uDE00", "null", "{\"x\":1}", "</script>", "x".repeat(3_000));

		private static final List<String> JSONS = List.of("null", "true", "0", "-1.5e300", "\"\"", "\"a\\\"b\"",
				"\"\\ud83d\\ude00\"", "[]", " [ 1 , 2 ]", "{\"a\":{\"b\":[{}]}}", "\"\u4e2d\uD83D\uDE00\"",
				"[\"]\",\"}\"]", "1234567890123456789012345678901234567890.10");

		static Event any(SplittableRandom random) {
			return switch (random.nextInt(13)) {
				case 0 -> new Incoming.WorkflowStarted(random.nextInt(), random.nextLong(), text(random), json(random));
				case 1 -> new Incoming.ActivityCompleted(random.nextLong(), json(random));
				case 2 -> new Incoming.ActivityFailed(random.nextLong(), failure(random, 0));
				case 3 -> new Incoming.ActivityAttemptLost(random.nextLong(), random.nextInt());
				case 4 -> new Incoming.TimerFired(random.nextLong());
				case 5 -> new Incoming.SignalReceived(text(random), json(random));
				case 6 -> new Command.ActivityScheduled(text(random), json(random), settings(random));
				case 7 -> new Command.TimerStarted(Instant
					.ofEpochSecond(random.nextLong(-9_000_000_000L, 9_000_000_000L), random.nextInt(1 << 29)));
				case 8 -> new Command.TimerCancelled(random.nextLong());
				case 9 -> new Command.SideEffectRecorded(random.nextBoolean() ? json(random) : null,
						random.nextBoolean() ? failure(random, 0) : null);
				case 10 -> new Command.CallRefused(text(random), failure(random, 0));
				case 11 -> new Terminal.WorkflowCompleted(json(random));
				default -> new Terminal.WorkflowFailed(failure(random, 0));
			};
		}

		private static String text(SplittableRandom random) {
			return TEXTS.get(random.nextInt(TEXTS.size())) + TEXTS.get(random.nextInt(TEXTS.size()));
		}

		private static @Nullable String textOrNull(SplittableRandom random) {
			return random.nextBoolean() ? text(random) : null;
		}

		private static Payload json(SplittableRandom random) {
			return JacksonEventCodecTests.json(JSONS.get(random.nextInt(JSONS.size())).strip());
		}

		private static FailureInfo failure(SplittableRandom random, int depth) {
			List<Payload> details = IntStream.range(0, random.nextInt(3)).mapToObj((index) -> json(random)).toList();
			FailureKind[] kinds = FailureKind.values();
			return new FailureInfo(kinds[random.nextInt(kinds.length)], text(random), textOrNull(random),
					textOrNull(random), details, random.nextBoolean(), textOrNull(random), random.nextInt(5),
					textOrNull(random), (depth < 8 && random.nextBoolean()) ? failure(random, depth + 1) : null);
		}

		private static ActivitySettings settings(SplittableRandom random) {
			return new ActivitySettings(duration(random), random.nextBoolean() ? duration(random) : null,
					duration(random), 1.0 + random.nextDouble(), duration(random), random.nextInt(3),
					IntStream.range(0, random.nextInt(3)).mapToObj((index) -> text(random)).toList(),
					random.nextBoolean() ? random.nextDouble() : 0.0);
		}

		private static Duration duration(SplittableRandom random) {
			return Duration.ofNanos(random.nextLong(Long.MAX_VALUE));
		}

	}

}
