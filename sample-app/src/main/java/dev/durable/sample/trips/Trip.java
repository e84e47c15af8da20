package dev.durable.sample.trips;

import dev.durable.sample.problems.Identifier;
import dev.durable.sample.problems.PlainText;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;

/**
 * What is to be booked.
 *
 * @param tripId the id of the trip
 * @param userId who travels
 * @param flightId the flight
 * @param hotelId the hotel
 * @param carId the car
 */
public record Trip(@NotNull(message = "is missing") @Identifier String tripId,
		@NotBlank(message = "is missing") @PlainText(max = 40) String userId,
		@NotBlank(message = "is missing") @PlainText(max = 40) String flightId,
		@NotBlank(message = "is missing") @PlainText(max = 40) String hotelId,
		@NotBlank(message = "is missing") @PlainText(max = 40) String carId) {

	/**
	 * The id of the workflow that books the trip.
	 * @return the workflow id
	 */
	public String workflowId() {
		return "trip-" + this.tripId;
	}

}
