package dev.durable.jackson;

import java.io.Serializable;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.durable.history.Payload;
import dev.durable.history.UnreadableException;
import dev.durable.history.UnwritableException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DefaultTyping;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for payloads: what goes in comes out as it was, by declared types only, and what
 * cannot is refused with a message that helps.
 */
class JacksonPayloadConverterTests {

	private final JacksonPayloadConverter converter = converter(JsonMapper.shared());

	private static JacksonPayloadConverter converter(JsonMapper mapper) {
		return new JacksonPayloadConverter(mapper, DataSize.ofMegabytes(2));
	}

	static Stream<Value> values() {
		Line line = new Line("85123A", new BigDecimal("2.50"), Colour.RED, Optional.of("x"), new byte[] { 1, -1 });
		return Stream.of(new Value("text \u0000 \uD83D\uDE00", String.class), new Value(42, int.class),
				new Value(42L, long.class), new Value(true, boolean.class), new Value('x', char.class),
				new Value(0.1, double.class), new Value(null, Line.class), new Value(null, void.class),
				new Value(new BigDecimal("1.10"), BigDecimal.class),
				new Value(new BigDecimal("1E+3"), BigDecimal.class),
				new Value(new BigDecimal("0.000"), BigDecimal.class),
				new Value(BigInteger.TEN.pow(2_000), BigInteger.class),
				new Value(new BigDecimal(BigInteger.TEN.pow(2_000), 1_500), BigDecimal.class),
				new Value(Instant.parse("2010-12-01T08:26:00.123456789Z"), Instant.class),
				new Value(Duration.ofNanos(1), Duration.class), new Value(LocalDate.of(2010, 12, 1), LocalDate.class),
				new Value(ZonedDateTime.parse("2010-12-01T08:26:00+01:00[Europe/Paris]"), ZonedDateTime.class),
				new Value(UUID.randomUUID(), UUID.class), new Value(Colour.GREEN, Colour.class),
				new Value(line, Line.class), new Value(List.of(line, line), new TypeReference<List<Line>>() {
				}.getType()), new Value(Map.of("a", List.of(line)), new TypeReference<Map<String, List<Line>>>() {
				}.getType()), new Value(Optional.of(line), new TypeReference<Optional<Line>>() {
				}.getType()), new Value(Optional.empty(), new TypeReference<Optional<Line>>() {
				}.getType()), new Value(Map.of(Colour.RED, 1), new TypeReference<Map<Colour, Integer>>() {
				}.getType()), new Value(new Circle(2), Shape.class),
				new Value(new Drawing(List.of(new Circle(1), new Square(2))), Drawing.class),
				new Value(List.of(new Circle(1), new Square(2)), new TypeReference<List<Shape>>() {
				}.getType()), new Value(Map.of("a", new Circle(1)), new TypeReference<Map<String, Shape>>() {
				}.getType()), new Value(Optional.of(new Square(3)), new TypeReference<Optional<Shape>>() {
				}.getType()));
	}

	@ParameterizedTest
	@MethodSource("values")
	void valueComesOutAsItWas(Value value) {
		assertThat(this.converter.read(this.converter.write(value.value()), value.type())).usingRecursiveComparison()
			.isEqualTo(value.value());
	}

	@ParameterizedTest
	@MethodSource("values")
	void argumentComesOutAsItWas(Value value) {
		if (value.type() != void.class) {
			Payload payload = this.converter.writeArguments(new @Nullable Object[] { "first", value.value(), null });
			assertThat(this.converter.readArguments(payload, new Type[] { String.class, value.type(), Line.class }))
				.usingRecursiveComparison()
				.isEqualTo(new @Nullable Object[] { "first", value.value(), null });
		}
	}

	@ParameterizedTest
	@MethodSource("values")
	void valueComesOutAsItWasWhateverTheApplicationHasSet(Value value) {
		JacksonPayloadConverter strange = converter(JsonMapper.builder()
			.propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
			.enable(SerializationFeature.INDENT_OUTPUT, SerializationFeature.WRAP_ROOT_VALUE)
			.enable(tools.jackson.core.StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
			.enable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
			.activateDefaultTyping(BasicPolymorphicTypeValidator.builder().allowIfBaseType(Object.class).build(),
					DefaultTyping.NON_FINAL)
			.build());
		if (value.type() != ZonedDateTime.class) {
			assertThat(strange.read(strange.write(value.value()), value.type())).usingRecursiveComparison()
				.isEqualTo(value.value());
		}
	}

	@Test
	void bigDecimalKeepsItsScale() {
		assertThat(this.converter.read(this.converter.write(new BigDecimal("2.50")), BigDecimal.class))
			.isEqualTo(new BigDecimal("2.50"));
	}

	@Test
	void notANumberIsKept() {
		assertThat(this.converter.read(this.converter.write(Double.NaN), double.class)).isEqualTo(Double.NaN);
	}

	@Test
	void jsonIsCompact() {
		assertThat(text(this.converter.write(new Circle(1)))).isEqualTo("{\"type\":\"circle\",\"radius\":1}");
		assertThat(text(this.converter.writeArguments(new @Nullable Object[] { "a", 1, null })))
			.isEqualTo("[\"a\",1,null]");
		assertThat(text(this.converter.writeArguments(new Object[0]))).isEqualTo("[]");
	}

	@Test
	void classNamesOfDefaultTypingAreNotWritten() {
		JacksonPayloadConverter typed = converter(JsonMapper.builder()
			.activateDefaultTyping(BasicPolymorphicTypeValidator.builder().allowIfBaseType(Object.class).build(),
					DefaultTyping.NON_FINAL)
			.build());
		assertThat(text(typed.write(List.of(new Circle(1))))).doesNotContain("dev.durable", "java.util");
	}

	@Test
	void classNamesAreNeitherWrittenNorRead() {
		assertThatExceptionOfType(UnwritableException.class).isThrownBy(() -> this.converter.write(new ByClassName(1)))
			.withMessageContaining("no class is ever loaded by a stored name");
		assertThatExceptionOfType(UnreadableException.class)
			.isThrownBy(() -> this.converter.read(json("{\"@class\":\"java.lang.Runtime\"}"), ByClassName.class));
	}

	@Test
	void unknownFieldsAreIgnored() {
		assertThat(this.converter.read(json("{\"radius\":1,\"more\":[{}]}"), Plain.class)).isEqualTo(new Plain(1));
	}

	@Test
	void valueOverTheLimitIsRefused() {
		JacksonPayloadConverter small = new JacksonPayloadConverter(JsonMapper.shared(), DataSize.ofKilobytes(1));
		assertThat(small.write("x".repeat(1_022)).size()).isEqualTo(1_024);
		assertThatExceptionOfType(UnwritableException.class).isThrownBy(() -> small.write("x".repeat(1_023)))
			.withMessageContaining("needs more than 1024 bytes")
			.withMessageContaining("durable.payload.max-size");
		assertThatExceptionOfType(UnwritableException.class)
			.isThrownBy(() -> small.writeArguments(new Object[] { "x".repeat(600), List.of("x".repeat(600)) }));
	}

	@Test
	void cyclesAndDepthAreRefused() {
		List<Object> cycle = new ArrayList<>();
		cycle.add(cycle);
		assertThatExceptionOfType(UnwritableException.class).isThrownBy(() -> this.converter.write(cycle))
			.withMessageContaining("without cycles");
		Node deep = null;
		for (int level = 0; level < 100_000; level++) {
			deep = new Node(deep);
		}
		Node deepest = deep;
		assertThatExceptionOfType(UnwritableException.class).isThrownBy(() -> this.converter.write(deepest));
		assertThatExceptionOfType(UnreadableException.class)
			.isThrownBy(() -> this.converter.read(json("[".repeat(20_000) + "]".repeat(20_000)), Object.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\uD83D", "\uDE00b", "\uD83Dx" })
	void halfASurrogatePairIsRefused(String text) {
		assertThatExceptionOfType(UnwritableException.class).isThrownBy(() -> this.converter.write(text));
		assertThatExceptionOfType(UnwritableException.class).isThrownBy(() -> this.converter.write(Map.of(text, 1)));
	}

	@Test
	void whatThrowsWhileItIsWrittenIsRefused() {
		assertThatExceptionOfType(UnwritableException.class).isThrownBy(() -> this.converter.write(new Broken()))
			.withMessageContaining("no value");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "tru", "{", "{\"radius\":}", "{\"radius\":1} x", "[1]", "\"a\"",
			"{\"radius\":\"many\"}" })
	void wrongShapesAreUnreadable(String json) {
		assertThatExceptionOfType(UnreadableException.class)
			.isThrownBy(() -> this.converter.read(json(json), Plain.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "null", "{}", "[", "[]", "[1]", "[1,2,3]", "[1,\"x\"]", "[1,2]]" })
	void wrongArgumentsAreUnreadable(String json) {
		assertThatExceptionOfType(UnreadableException.class)
			.isThrownBy(() -> this.converter.readArguments(json(json), new Type[] { int.class, int.class }));
		assertThatExceptionOfType(UnreadableException.class)
			.isThrownBy(() -> this.converter.readArguments(json("[null]"), new Type[] { int.class }));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"radius\":\"4111-1111\"}", "\"4111-1111\"", "[\"4111-1111\"]", "4111-1111",
			"{4111-1111}", "{\"radius\":{\"4111-1111\":1}}" })
	void valueThatCannotBeReadIsNotRepeated(String json) {
		assertThatExceptionOfType(UnreadableException.class)
			.isThrownBy(() -> this.converter.read(json(json), Plain.class))
			.satisfies(
					(ex) -> assertThat(ex).hasStackTraceContaining("cannot be read as").hasMessageNotContaining("4111"))
			.withNoCause();
		assertThatExceptionOfType(UnreadableException.class)
			.isThrownBy(() -> this.converter.readArguments(json("[" + json + "]"), new Type[] { Plain.class }))
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("4111"))
			.withNoCause();
	}

	@Test
	void placeAndTypeOfWhatCannotBeReadAreTold() {
		assertThatExceptionOfType(UnreadableException.class)
			.isThrownBy(() -> this.converter.read(json("{\"radius\":\"many\"}"), Plain.class))
			.withMessageContaining("where int is needed, at 'radius'");
		Type map = new TypeReference<Map<String, Plain>>() {
		}.getType();
		assertThatExceptionOfType(UnreadableException.class)
			.isThrownBy(() -> this.converter.read(json("{\"4111\":{\"radius\":\"many\"}}"), map))
			.withMessageContaining("at '[*].radius'");
	}

	private static Payload json(String text) {
		return new Payload(text.getBytes(StandardCharsets.UTF_8));
	}

	private static String text(Payload payload) {
		return new String(payload.json(), StandardCharsets.UTF_8);
	}

	record Value(@Nullable Object value, Type type) {

	}

	record Line(String stockCode, BigDecimal unitPrice, Colour colour, Optional<String> note,
			byte[] raw) implements Serializable {

	}

	record Plain(int radius) {

	}

	record Node(@Nullable Node next) {

	}

	enum Colour {

		RED, GREEN

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
	sealed interface Shape permits Circle, Square {

	}

	@JsonTypeName("circle")
	record Circle(int radius) implements Shape {

	}

	@JsonTypeName("square")
	record Square(int side) implements Shape {

	}

	record Drawing(List<Shape> shapes) {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
	record ByClassName(int value) {

	}

	static final class Broken {

		public String getValue() {
			throw new IllegalStateException("no value");
		}

	}

}
