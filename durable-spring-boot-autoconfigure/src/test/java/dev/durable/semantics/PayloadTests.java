package dev.durable.semantics;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.durable.Activity;
import dev.durable.Durable;
import dev.durable.QueryMethod;
import dev.durable.SignalMethod;
import dev.durable.UpdateMethod;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.client.WorkflowHandle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the values that travel: each arrives as it left, generic ones too.
 */
class PayloadTests extends AbstractSemanticsTests {

	private static final Line PEN = new Line("pen", new BigDecimal("1.50"), Unit.PIECE, Optional.of("blue"));

	private static final Line INK = new Line("ink \u0000 \uD83D\uDD8B", new BigDecimal("12"), Unit.BOTTLE,
			Optional.empty());

	private static final Map<String, List<Line>> LINES_BY_SHOP = Map.of("here", List.of(PEN, INK), "there", List.of());

	private static final Everything EVERYTHING = new Everything(Long.MAX_VALUE, Long.MIN_VALUE, 0.1, true, 'x',
			new BigInteger("123456789012345678901234567890"), new UUID(1, 2),
			Instant.parse("2024-02-29T23:59:59.123456789Z"), Duration.parse("PT1H0.000000001S"),
			LocalDate.of(2024, 2, 29), URI.create("https://example.org/?a=b"), Set.of(Unit.PIECE),
			List.of(new Circle(1.5), new Square(2)), null, LINES_BY_SHOP);

	@Test
	@DisplayName("33. Arguments and results of activities arrive as they left, whatever their type")
	void activities() {
		WorkflowHandle<List<String>> run = call(
				() -> client().start(Echoing.class, Echoing::run, (options) -> options.id(id())));
		assertThat(result(run)).containsExactly("void");
	}

	@Test
	@DisplayName("33. A generic argument and a generic result of a workflow arrive as they left")
	void workflow() {
		WorkflowHandle<Map<String, List<Line>>> run = call(() -> client().start(Shop.class,
				(workflow) -> workflow.run(List.of(PEN, INK), Optional.of(2)), (options) -> options.id(id())));
		run(() -> client().stub(Shop.class, id()).add(List.of(INK), Optional.empty()));
		run(() -> client().stub(Shop.class, id()).add(List.of(PEN), Optional.of(new Circle(3))));
		Map<String, List<Line>> result = result(run);
		assertThat(result).isEqualTo(Map.of("first", List.of(PEN, INK), "added", List.of(INK, PEN)));
		assertThat(result.get("added").get(0)).isInstanceOf(Line.class);
		assertThat(answer(() -> client().stub(Shop.class, id()).shapes())).containsExactly(new Circle(3));
	}

	@Test
	@DisplayName("33. A generic argument and result of an update arrive as they left")
	void update() {
		WorkflowHandle<Map<String, List<Line>>> run = call(() -> client().start(Shop.class,
				(workflow) -> workflow.run(List.of(), Optional.of(1)), (options) -> options.id(id())));
		Shop shop = client().stub(Shop.class, id());
		assertThat(answer(() -> shop.echo(LINES_BY_SHOP))).isEqualTo(LINES_BY_SHOP);
		assertThat(answer(() -> shop.maybe(Optional.of(PEN)))).contains(PEN);
		assertThat(answer(() -> shop.maybe(Optional.empty()))).isEmpty();
		run(() -> shop.add(List.of(), Optional.empty()));
		assertThat(result(run)).containsKeys("first", "added");
	}

	@Test
	@DisplayName("33. null and void results of a workflow are null")
	void nothing() {
		WorkflowHandle<String> run = call(
				() -> client().start(Nothing.class, (workflow) -> workflow.run(null), (options) -> options.id(id())));
		assertThat(result(run)).isNull();
		WorkflowHandle<Void> other = call(
				() -> client().startVoid(Nothings.class, Nothings::run, (options) -> options.id(id("other"))));
		assertThat(result(other)).isNull();
	}

	/**
	 * A line of an order.
	 *
	 * @param item the item
	 * @param price its price
	 * @param unit its unit
	 * @param colour its colour
	 */
	record Line(String item, BigDecimal price, Unit unit, Optional<String> colour) {

	}

	/**
	 * A unit, whose names are not what it shows.
	 */
	enum Unit {

		PIECE {
			@Override
			public String toString() {
				return "a piece";
			}
		},

		BOTTLE

	}

	/**
	 * A shape, known by a declared name.
	 */
	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "shape")
	@JsonSubTypes({ @JsonSubTypes.Type(value = Circle.class, name = "circle"),
			@JsonSubTypes.Type(value = Square.class, name = "square") })
	sealed interface Shape {

	}

	/**
	 * A circle.
	 *
	 * @param radius its radius
	 */
	record Circle(double radius) implements Shape {

	}

	/**
	 * A square.
	 *
	 * @param side its side
	 */
	record Square(int side) implements Shape {

	}

	record Everything(long large, long small, double real, boolean yes, char letter, BigInteger huge, UUID uuid,
			Instant instant, Duration duration, LocalDate date, URI uri, Set<Unit> units, List<Shape> shapes,
			@Nullable String nothing, Map<String, List<Line>> lines) {

	}

	/**
	 * Gives back what it gets.
	 */
	@Activity(name = "PayloadTests.Echo")
	static class Echo {

		public List<Line> lines(List<Line> value) {
			return value;
		}

		public Map<String, List<Line>> map(Map<String, List<Line>> value) {
			return value;
		}

		public Optional<Line> optional(Optional<Line> value) {
			return value;
		}

		public Everything everything(Everything value) {
			return value;
		}

		public Unit unit(Unit value) {
			return value;
		}

		public @Nullable String text(@Nullable String value) {
			return value;
		}

		public byte[] bytes(byte[] value) {
			return value;
		}

		public int[] numbers(int... value) {
			return value;
		}

		public Instant instant(Instant value) {
			return value;
		}

		public Shape shape(Shape value) {
			return value;
		}

		public List<? extends Shape> shapes(List<? extends Shape> value) {
			return value;
		}

		public <T extends Shape> T generic(T value) {
			return value;
		}

		public List<@Nullable String> nulls(List<@Nullable String> value) {
			return value;
		}

		public long primitive(long value) {
			return value;
		}

		public @Nullable Long boxed(@Nullable Long value) {
			return value;
		}

		public void nothing(int one, String two) {
			if (one != 1 || !two.equals("two")) {
				throw new IllegalArgumentException(one + two);
			}
		}

	}

	/**
	 * Sends values to an activity and back, and returns what came back different.
	 */
	@Workflow(name = "PayloadTests.Echoing")
	static class Echoing {

		private final Echo echo;

		private final List<String> different = new ArrayList<>();

		Echoing(Echo echo) {
			this.echo = echo;
		}

		@WorkflowMethod
		public List<String> run() {
			List<Line> lines = this.echo.lines(List.of(PEN, INK));
			compare("lines", List.of(PEN, INK), lines);
			compare("map", LINES_BY_SHOP, this.echo.map(LINES_BY_SHOP));
			compare("optional", Optional.of(PEN), this.echo.optional(Optional.of(PEN)));
			compare("empty", Optional.empty(), this.echo.optional(Optional.empty()));
			compare("everything", EVERYTHING, this.echo.everything(EVERYTHING));
			compare("unit", Unit.PIECE, this.echo.unit(Unit.PIECE));
			compare("null", null, this.echo.text(null));
			compare("empty text", "", this.echo.text(""));
			compare("long text", "x".repeat(100_000), this.echo.text("x".repeat(100_000)));
			compare("instant", Instant.MAX, this.echo.instant(Instant.MAX));
			compare("circle", new Circle(0.1), this.echo.shape(new Circle(0.1)));
			compare("shapes", List.of(new Square(1), new Circle(2)),
					this.echo.shapes(List.of(new Square(1), new Circle(2))));
			compare("generic", new Square(3), this.echo.<Shape>generic(new Square(3)));
			compare("nulls", Arrays.asList("a", null), this.echo.nulls(Arrays.asList("a", null)));
			compare("primitive", Long.MIN_VALUE, this.echo.primitive(Long.MIN_VALUE));
			compare("boxed", null, this.echo.boxed(null));
			byte[] bytes = { 0, -1, 127, -128 };
			compare("bytes", true, Arrays.equals(bytes, this.echo.bytes(bytes)));
			compare("numbers", true, Arrays.equals(new int[] { 1, 2 }, this.echo.numbers(1, 2)));
			this.echo.nothing(1, "two");
			this.different.add("void");
			return this.different;
		}

		private void compare(String what, @Nullable Object expected, @Nullable Object actual) {
			if (!Objects.equals(expected, actual)) {
				this.different.add(what + ": " + actual);
			}
		}

	}

	/**
	 * Has generic types wherever a type can stand.
	 */
	@Workflow(name = "PayloadTests.Shop")
	static class Shop {

		private final List<Line> added = new ArrayList<>();

		private final List<Shape> shapes = new ArrayList<>();

		private int count;

		@WorkflowMethod
		public Map<String, List<Line>> run(List<Line> first, Optional<Integer> additions) {
			Durable.await(() -> this.count == additions.orElse(0));
			return Map.of("first", first, "added", this.added);
		}

		@SignalMethod
		public void add(List<Line> lines, Optional<Circle> circle) {
			for (Line line : lines) {
				this.added.add(line);
			}
			circle.ifPresent(this.shapes::add);
			this.count++;
		}

		@UpdateMethod
		public Map<String, List<Line>> echo(Map<String, List<Line>> lines) {
			for (List<Line> list : lines.values()) {
				for (Line line : list) {
					Objects.requireNonNull(line.item());
				}
			}
			return lines;
		}

		@UpdateMethod
		public Optional<Line> maybe(Optional<Line> line) {
			return line.map((value) -> new Line(value.item(), value.price(), value.unit(), value.colour()));
		}

		@QueryMethod
		public List<Shape> shapes() {
			return this.shapes;
		}

	}

	/**
	 * Returns null.
	 */
	@Workflow(name = "PayloadTests.Nothing")
	static class Nothing {

		@WorkflowMethod
		public @Nullable String run(@Nullable String value) {
			return value;
		}

	}

	/**
	 * Returns nothing.
	 */
	@Workflow(name = "PayloadTests.Nothings")
	static class Nothings {

		@WorkflowMethod
		public void run() {
			Durable.now();
		}

	}

}
