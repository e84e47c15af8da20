package dev.durable.sample.trips;

import java.math.BigDecimal;

import dev.durable.sample.SampleProperties.TripStep;

/**
 * Something that is booked.
 *
 * @param step flight, hotel or car
 * @param itemId which one
 * @param price what it costs
 * @param number the number under which it is known where it was booked
 */
public record Reservation(TripStep step, String itemId, BigDecimal price, String number) {
}
