package dev.durable.sample.trips;

import java.math.BigDecimal;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A trip as clients see it.
 *
 * @param tripId the id of the trip
 * @param status how far the trip has come
 * @param total what the reservations cost
 * @param reservations what was booked, in this order
 * @param compensations what was undone, or could not be, in this order
 * @param reason why the trip is not booked, or {@code null} if nothing was refused
 * @param workflowId the workflow that books the trip
 */
public record TripView(String tripId, TripStatus status, BigDecimal total, List<Reservation> reservations,
		List<Compensation> compensations, @Nullable String reason, String workflowId) {
}
