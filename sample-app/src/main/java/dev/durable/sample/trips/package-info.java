/**
 * Trips: three bookings and a payment that stand together or not at all.
 * <p>
 * Begin with {@link dev.durable.sample.trips.TripWorkflow}.
 * <p>
 * May use: {@code runs}, {@code effects}, {@code problems}.
 */
@NullMarked
package dev.durable.sample.trips;

import org.jspecify.annotations.NullMarked;
