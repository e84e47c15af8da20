package dev.durable.jackson;

import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.durable.history.ActivitySettings;
import dev.durable.history.Command;
import dev.durable.history.ConcurrencyLimit;
import dev.durable.history.Event;
import dev.durable.history.Incoming;
import dev.durable.history.Payload;
import dev.durable.history.Precedence;
import dev.durable.history.RetrySettings;
import dev.durable.history.StartDetails;
import dev.durable.history.Terminal;
import org.jspecify.annotations.Nullable;

/**
 * Makes events at random from the components of their records, so that no new field is
 * forgotten. What a field holds by default comes often.
 */
final class RandomEvents {

	private static final int DEPTH_MAX = 8;

	private static final List<String> TEXTS = List.of("", "a", "\"", "\\", "\n\t\u0000\u001f", "\u00e9\u4e2d",
			"\uD83D\uDE00", "null", "{\"x\":1}", "</script>", "x".repeat(3_000), StartDetails.DEFAULT_QUEUE,
			"arguments", "value", "details", "memo", "headers");

	private static final List<String> JSONS = List.of("null", "true", "0", "-1.5e300", "\"\"", "\"a\\\"b\"",
			"\"\\ud83d\\ude00\"", "[]", "[ 1 , 2 ]", "{\"a\":{\"b\":[{}]}}", "\"\u4e2d\uD83D\uDE00\"", "[\"]\",\"}\"]",
			"1234567890123456789012345678901234567890.10");

	private static final Map<Class<?>, Object> DEFAULTS = Map.of(StartDetails.class, StartDetails.NONE,
			RetrySettings.class, RetrySettings.DEFAULTS, ActivitySettings.class, ActivitySettings.DEFAULTS);

	private final SplittableRandom random;

	RandomEvents(SplittableRandom random) {
		this.random = random;
	}

	/**
	 * Return every record that is an event.
	 */
	static List<Class<? extends Event>> kinds() {
		return Stream.of(Incoming.class, Command.class, Terminal.class)
			.flatMap((group) -> Stream.of(group.getPermittedSubclasses()))
			.<Class<? extends Event>>map((kind) -> kind.asSubclass(Event.class))
			.toList();
	}

	<T> T make(Class<T> type) {
		return make(type, 0);
	}

	private <T> T make(Class<T> type, int depth) {
		RecordComponent[] components = type.getRecordComponents();
		Class<?>[] types = Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
		Object[] values = Stream.of(components).map((component) -> component(component, depth)).toArray();
		try {
			return type.getDeclaredConstructor(types).newInstance(values);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private @Nullable Object component(RecordComponent component, int depth) {
		AnnotatedType type = component.getAnnotatedType();
		if (type.isAnnotationPresent(Nullable.class) && (depth >= DEPTH_MAX || this.random.nextBoolean())) {
			return null;
		}
		return value(type.getType(), depth);
	}

	private Object value(Type type, int depth) {
		if (type instanceof ParameterizedType generic) {
			Type[] arguments = generic.getActualTypeArguments();
			Type last = arguments[arguments.length - 1];
			return (generic.getRawType() == Map.class) ? map(last, depth) : list(last, depth);
		}
		Class<?> raw = (Class<?>) type;
		if (raw.isEnum()) {
			return any(List.of(raw.getEnumConstants()));
		}
		if (raw == Payload.class) {
			return new Payload(any(JSONS).getBytes(StandardCharsets.UTF_8));
		}
		if (raw == ConcurrencyLimit.class) {
			return new ConcurrencyLimit(any(TEXTS), 1 + this.random.nextInt(Integer.MAX_VALUE));
		}
		if (raw == Precedence.class) {
			return new Precedence(this.random.nextInt(Precedence.LAST + 1),
					this.random.nextBoolean() ? any(TEXTS) : null);
		}
		if (raw.isRecord()) {
			Object absent = DEFAULTS.get(raw);
			return (absent != null && this.random.nextBoolean()) ? absent : make(raw, depth + 1);
		}
		return scalar(raw);
	}

	private Object scalar(Class<?> type) {
		return switch (type.getSimpleName()) {
			case "String" -> any(TEXTS) + (this.random.nextBoolean() ? any(TEXTS) : "");
			case "int" -> this.random.nextBoolean() ? this.random.nextInt(3) : this.random.nextInt();
			case "long" -> this.random.nextBoolean() ? this.random.nextLong(3) : this.random.nextLong();
			case "double" -> this.random.nextBoolean() ? this.random.nextInt(3) / 2.0 : this.random.nextDouble();
			case "boolean" -> this.random.nextBoolean();
			case "UUID" -> new UUID(this.random.nextLong(), this.random.nextLong());
			case "Duration" -> Duration.ofNanos(this.random.nextLong(Long.MAX_VALUE));
			case "Instant" -> Instant.ofEpochSecond(this.random.nextLong(-9_000_000_000L, 9_000_000_000L),
					this.random.nextInt(1 << 29));
			default -> throw new IllegalStateException("No values at random for " + type);
		};
	}

	private List<Object> list(Type element, int depth) {
		return IntStream.range(0, this.random.nextInt(3)).mapToObj((index) -> value(element, depth)).toList();
	}

	private Map<Object, Object> map(Type element, int depth) {
		Map<Object, Object> map = new LinkedHashMap<>();
		IntStream.range(0, this.random.nextInt(4))
			.forEach((index) -> map.put(value(String.class, depth), value(element, depth)));
		return map;
	}

	private <T> T any(List<T> values) {
		return values.get(this.random.nextInt(values.size()));
	}

}
