package dev.durable.actuate;

import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import dev.durable.history.Command;
import dev.durable.history.Event;
import dev.durable.history.Incoming;
import dev.durable.history.Payload;
import dev.durable.history.Terminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what is shown of events: each kind is filled with secrets wherever it holds
 * values of users, so that no new field is forgotten.
 */
class EventFieldsTests {

	private static final String SECRET = "4111-1111";

	private static final Json JSON = new TestJson();

	static Stream<Class<?>> kinds() {
		return Stream.of(Incoming.class, Command.class, Terminal.class)
			.flatMap((group) -> Stream.of(group.getPermittedSubclasses()));
	}

	@ParameterizedTest
	@MethodSource("kinds")
	void valuesAreMaskedInEachKindOfEvent(Class<?> kind) {
		Event event = (Event) make(kind, kind, 0);
		String masked = new EventFields(new Values(JSON, false)).of(event).toString();
		assertThat(masked).doesNotContain(SECRET).doesNotContain("Payload[");
		String shown = new EventFields(new Values(JSON, true)).of(event).toString();
		assertThat(shown.contains(SECRET)).isEqualTo(masked.contains(Values.MASK));
		assertThat(shown).doesNotContain("trace of a stack").doesNotContain("a header");
	}

	@Test
	void largeValueIsNotShownInFull() {
		Payload large = new Payload(("\"" + "x".repeat(70_000) + "\"").getBytes(StandardCharsets.UTF_8));
		assertThat(new Values(JSON, true).of(large)).asString().contains("70002 bytes");
	}

	@Test
	void numbersAreShownAsTheyAreStored() {
		Payload exact = new Payload("[7500.00,12345678901234567890.1,1]".getBytes(StandardCharsets.UTF_8));
		assertThat(new Values(JSON, true).of(exact)).hasToString("[7500.00, 12345678901234567890.1, 1]");
	}

	@Test
	void valueThatCannotBeReadIsNotShown() {
		Payload broken = new Payload("{".getBytes(StandardCharsets.UTF_8));
		assertThat(new Values(JSON, true).of(broken)).asString().contains("1 bytes that cannot be read");
	}

	private static Object make(Type type, Class<?> raw, int depth) {
		if (raw == Payload.class) {
			return new Payload(("\"" + SECRET + "\"").getBytes(StandardCharsets.UTF_8));
		}
		if (raw == String.class) {
			return "text";
		}
		if (raw == long.class) {
			return 7L;
		}
		if (raw == int.class) {
			return 3; // a priority, too
		}
		if (raw == double.class) {
			return 2.0;
		}
		if (raw == boolean.class) {
			return true;
		}
		if (raw == Instant.class) {
			return Instant.EPOCH;
		}
		if (raw == Duration.class) {
			return Duration.ofSeconds(7);
		}
		if (raw == UUID.class) {
			return new UUID(1, 1);
		}
		if (raw.isEnum()) {
			return raw.getEnumConstants()[0];
		}
		if (raw == Map.class || raw == List.class) {
			Type[] arguments = ((ParameterizedType) type).getActualTypeArguments();
			Class<?> last = (Class<?>) arguments[arguments.length - 1];
			return (raw == List.class) ? List.of(make(last, last, depth))
					: Map.of("name", (last == String.class) ? "a header" : make(last, last, depth));
		}
		return (depth < 4) ? record(raw, depth) : null;
	}

	private static Object record(Class<?> type, int depth) {
		RecordComponent[] components = type.getRecordComponents();
		Object[] values = Arrays.stream(components)
			.map((component) -> component.getName().equals("stack") ? "trace of a stack"
					: make(component.getGenericType(), component.getType(), depth + 1))
			.toArray();
		try {
			Constructor<?> constructor = type
				.getDeclaredConstructor(Arrays.stream(components).map(RecordComponent::getType).toArray(Class[]::new));
			return constructor.newInstance(values);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
