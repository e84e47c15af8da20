package dev.durable.sample;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import dev.durable.test.WorkflowReplayer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static dev.durable.sample.ExpectedProblem.requireProblem;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what becomes of a trip, on the real engine and over HTTP, in samples that
 * refuse one step each.
 */
class TripTests {

	private static final String TRIP = """
			{"tripId":"t-1","userId":"ann","flightId":"LH 1","hotelId":"Ritz","carId":"%s"}""";

	private ConfigurableApplicationContext sample;

	private HttpDoor door;

	@AfterEach
	void close() {
		this.sample.close();
	}

	@Test
	void tripIsBookedAsAWholeAndOnce() {
		start();
		book();
		JsonNode trip = requireEnd("BOOKED", "reserve-flight reserve-hotel reserve-car pay");
		assertThat(trip.path("total").decimalValue()).isEqualByComparingTo("825.50");
		assertThat(steps(trip, "reservations")).isEqualTo("FLIGHT HOTEL CAR");
		assertThat(steps(trip, "compensations")).isEmpty();
		book();
		requireEnd("BOOKED", "reserve-flight reserve-hotel reserve-car pay");
		requireProblem(this.door.postJson("/trips", TRIP.formatted("Rolls")), 409);
	}

	@ParameterizedTest
	@CsvSource({ "flight, ''", "hotel, FLIGHT", "car, HOTEL FLIGHT", "payment, CAR HOTEL FLIGHT" })
	void refusedStepUndoesAllBeforeItInReverse(String step, String undone) {
		start("--sample.trips.fail-at=" + step);
		book();
		Stream<String> done = Stream.of("flight", "hotel", "car").takeWhile((name) -> !name.equals(step));
		String effects = Stream
			.concat(done.map((name) -> "reserve-" + name),
					Arrays.stream(undone.toLowerCase().split(" "))
						.filter((name) -> !name.isEmpty())
						.map((name) -> "cancel-" + name))
			.reduce((one, other) -> one + " " + other)
			.orElse("");
		JsonNode trip = requireEnd("CANCELLED", effects);
		assertThat(steps(trip, "compensations")).isEqualTo(undone);
		assertThat(trip.path("reason").stringValue()).contains(step);
	}

	@Test
	void cancellationThatFailsIsTriedAgain() {
		start("--sample.trips.fail-at=payment", "--sample.trips.undo-fails-at=hotel", "--sample.trips.undo-failures=2");
		book();
		JsonNode trip = requireEnd("CANCELLED",
				"reserve-flight reserve-hotel reserve-car cancel-car cancel-hotel cancel-flight");
		assertThat(steps(trip, "compensations")).isEqualTo("CAR HOTEL FLIGHT");
		assertThat(SampleEffects.of(this.door, "/trips/t-1").only("cancel-hotel").attempts()).containsExactly(3);
	}

	@Test
	void cancellationThatFailsForGoodIsReportedAndStopsNoOther() {
		start("--sample.trips.fail-at=payment", "--sample.trips.undo-fails-at=hotel", "--sample.trips.undo-failures=5");
		book();
		JsonNode trip = requireEnd("NEEDS_ATTENTION",
				"reserve-flight reserve-hotel reserve-car cancel-car cancel-flight report");
		assertThat(steps(trip, "compensations")).isEqualTo("CAR HOTEL FLIGHT");
		assertThat(trip.at("/compensations/0/failure").isNull()).isTrue();
		assertThat(trip.at("/compensations/1/failure").stringValue()).contains("cancel");
		assertThat(trip.at("/compensations/1/number").stringValue())
			.isEqualTo(trip.at("/reservations/1/number").stringValue());
	}

	private void start(String... arguments) {
		List<String> all = Stream
			.concat(Stream.of("--server.port=0", "--spring.datasource.url=jdbc:h2:mem:trips"), Stream.of(arguments))
			.toList();
		this.sample = new SpringApplicationBuilder(SampleApplication.class).run(all.toArray(String[]::new));
		this.door = new HttpDoor(this.sample.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
	}

	private void book() {
		HttpDoor.Answer answer = this.door.postJson("/trips", TRIP.formatted("Fiat"));
		assertThat(answer.status()).as(answer.body()).isEqualTo(202);
		assertThat(answer.header("Location")).isEqualTo("/trips/t-1");
	}

	private JsonNode requireEnd(String status, String effects) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(this.door.get("/trips/t-1").json().path("status").stringValue())
				.isEqualTo(status));
		SampleEffects.of(this.door, "/trips/t-1")
			.requireOnceEach(effects.isEmpty() ? List.of() : List.of(effects.split(" ")));
		this.sample.getBean(WorkflowReplayer.class).replay("trip-t-1");
		return this.door.get("/trips/t-1").json();
	}

	private static String steps(JsonNode trip, String list) {
		return String.join(" ",
				trip.path(list).valueStream().map((entry) -> entry.path("step").stringValue()).toList());
	}

}
