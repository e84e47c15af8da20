package dev.durable.sample;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Customers who book trips. The process is killed between two reservations, and again
 * between two cancellations, because the next one refuses payments. Each trip is whole or
 * undone in the end.
 */
final class TripCustomers extends ManyCustomers {

	TripCustomers() {
		super("/trips/trip-");
	}

	@Override
	HttpDoor.Answer begin(HttpDoor door, String address) {
		return door.postJson("/trips", """
				{"tripId":"%s","userId":"ann","flightId":"LH 1","hotelId":"Ritz","carId":"Fiat"}"""
			.formatted(id(address)));
	}

	@Override
	boolean isDecided(HttpDoor door, String address) {
		return true;
	}

	@Override
	public boolean areInTheMiddle(HttpDoor door, int process) {
		return switch (process) {
			case 1 -> any((address) -> isBetween(door, address, "reservations"));
			case 2 -> any((address) -> isBetween(door, address, "compensations"));
			default -> true;
		};
	}

	private static boolean isBetween(HttpDoor door, String address, String list) {
		int size = door.get(address).json().path(list).size();
		return size == 1 || size == 2;
	}

	@Override
	boolean hasEnded(String status) {
		return List.of("BOOKED", "CANCELLED").contains(status);
	}

	@Override
	SampleEffects requireRightEnd(HttpDoor door, String address) {
		List<String> expected = new ArrayList<>(List.of("reserve-flight", "reserve-hotel", "reserve-car"));
		if (status(door, address).equals("BOOKED")) {
			expected.add("pay");
		}
		else {
			assertThat(status(door, address)).isEqualTo("CANCELLED");
			expected.addAll(List.of("cancel-car", "cancel-hotel", "cancel-flight"));
		}
		SampleEffects effects = SampleEffects.of(door, address);
		effects.requireOnceEach(expected);
		return effects;
	}

}
