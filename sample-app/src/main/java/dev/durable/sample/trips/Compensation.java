package dev.durable.sample.trips;

import dev.durable.sample.SampleProperties.TripStep;
import org.jspecify.annotations.Nullable;

/**
 * What has become of the attempt to undo a reservation.
 *
 * @param step what was to be undone
 * @param number the number of the reservation
 * @param failure why it is not undone, or {@code null} if it is
 */
public record Compensation(TripStep step, String number, @Nullable String failure) {
}
