package dev.durable.sample;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for trips in a process that is killed between two reservations, and again between
 * two cancellations, because payments are refused from then on. In the end each trip is
 * whole or undone, and each step was done and undone exactly once.
 */
@Timeout(600)
class TripKillTests {

	private static final List<String> TRIPS = IntStream.range(0, 6).mapToObj((i) -> "/trips/trip-" + i).toList();

	private static final List<String> RESERVED = List.of("reserve-flight", "reserve-hotel", "reserve-car");

	@TempDir
	private Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "H2", "PostgreSQL" })
	void eachTripIsWholeOrUndone(String database) {
		try (KillableSample sample = new KillableSample(database, this.directory, "--sample.activity.delay=1s")) {
			sample.start();
			TRIPS.forEach((trip) -> book(sample.door(), trip));
			sample.killWhen(() -> anyBetween(sample.door(), "reservations"));
			sample.start("--sample.trips.fail-at=payment");
			TRIPS.forEach((trip) -> book(sample.door(), trip));
			sample.killWhen(() -> anyBetween(sample.door(), "compensations"));
			sample.start("--sample.trips.fail-at=payment");
			KillableSample
				.await(() -> TRIPS.stream().noneMatch((trip) -> status(sample.door(), trip).equals("BOOKING")));
			TRIPS.forEach((trip) -> requireRightEnd(sample.door(), trip));
			assertThat(TRIPS).anyMatch((trip) -> status(sample.door(), trip).equals("CANCELLED"));
		}
	}

	private static void book(HttpDoor door, String trip) {
		assertThat(door
			.postJson("/trips",
					"""
							{"tripId":"%s","userId":"ann","flightId":"LH 1","hotelId":"Ritz","carId":"Fiat"}"""
						.formatted(trip.substring("/trips/".length())))
			.status()).isEqualTo(202);
	}

	private static boolean anyBetween(HttpDoor door, String list) {
		return TRIPS.stream().anyMatch((trip) -> {
			int size = door.get(trip).json().path(list).size();
			return size == 1 || size == 2;
		});
	}

	private static String status(HttpDoor door, String trip) {
		return door.get(trip).json().path("status").stringValue();
	}

	private static void requireRightEnd(HttpDoor door, String trip) {
		List<String> expected = new ArrayList<>(RESERVED);
		if (status(door, trip).equals("BOOKED")) {
			expected.add("pay");
		}
		else {
			assertThat(status(door, trip)).isEqualTo("CANCELLED");
			expected.addAll(List.of("cancel-car", "cancel-hotel", "cancel-flight"));
		}
		SampleEffects.of(door, trip).requireOnceEach(expected);
	}

}
