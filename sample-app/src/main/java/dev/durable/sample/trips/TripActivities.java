package dev.durable.sample.trips;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

import dev.durable.Activity;
import dev.durable.ActivityMethod;
import dev.durable.Durable;
import dev.durable.Retry;
import dev.durable.sample.SampleProperties;
import dev.durable.sample.SampleProperties.TripStep;
import dev.durable.sample.effects.Effects;

import org.springframework.transaction.annotation.Transactional;

/**
 * Books the parts of a trip and undoes them. What fails, fails because
 * {@code sample.trips} says so.
 */
@Activity
@Transactional
public class TripActivities {

	private final Effects effects;

	private final SampleProperties.Trips behaviour;

	TripActivities(Effects effects, SampleProperties properties) {
		this.effects = effects;
		this.behaviour = properties.trips();
	}

	/**
	 * Book the flight.
	 * @param trip the trip
	 * @return the reservation
	 * @throws BookingRefused if that is not possible
	 */
	@ActivityMethod(retry = @Retry(nonRetryable = BookingRefused.class))
	public Reservation reserveFlight(Trip trip) throws BookingRefused {
		return reserve(trip, TripStep.FLIGHT, trip.flightId(), "420.00");
	}

	/**
	 * Book the hotel.
	 * @param trip the trip
	 * @return the reservation
	 * @throws BookingRefused if that is not possible
	 */
	@ActivityMethod(retry = @Retry(nonRetryable = BookingRefused.class))
	public Reservation reserveHotel(Trip trip) throws BookingRefused {
		return reserve(trip, TripStep.HOTEL, trip.hotelId(), "310.00");
	}

	/**
	 * Book the car.
	 * @param trip the trip
	 * @return the reservation
	 * @throws BookingRefused if that is not possible
	 */
	@ActivityMethod(retry = @Retry(nonRetryable = BookingRefused.class))
	public Reservation reserveCar(Trip trip) throws BookingRefused {
		return reserve(trip, TripStep.CAR, trip.carId(), "95.50");
	}

	/**
	 * Take the total from the traveller.
	 * @param trip the trip
	 * @param total the total
	 * @throws BookingRefused if that is not possible
	 */
	@ActivityMethod(retry = @Retry(nonRetryable = BookingRefused.class))
	public void pay(Trip trip, BigDecimal total) throws BookingRefused {
		refuseIfToldTo(TripStep.PAYMENT);
		this.effects.record(trip.workflowId(), "pay");
	}

	/**
	 * Undo a reservation. Tried five times, then it is a matter for people.
	 * @param trip the trip
	 * @param reservation the reservation
	 */
	@ActivityMethod(retry = @Retry(initialInterval = "200ms", maximumAttempts = 5))
	public void cancel(Trip trip, Reservation reservation) {
		failIfToldTo(reservation.step());
		this.effects.record(trip.workflowId(), "cancel-" + name(reservation.step()));
	}

	/**
	 * Tell people what they have to undo by hand.
	 * @param trip the trip
	 * @param failed what could not be undone
	 */
	public void report(Trip trip, List<Compensation> failed) {
		this.effects.record(trip.workflowId(), "report");
	}

	private Reservation reserve(Trip trip, TripStep step, String itemId, String price) {
		refuseIfToldTo(step);
		this.effects.record(trip.workflowId(), "reserve-" + name(step));
		byte[] key = Durable.activity().idempotencyKey().getBytes(StandardCharsets.UTF_8);
		return new Reservation(step, itemId, new BigDecimal(price), UUID.nameUUIDFromBytes(key).toString());
	}

	private void refuseIfToldTo(TripStep step) {
		if (step == this.behaviour.failAt()) {
			throw new BookingRefused("The " + name(step) + " was refused");
		}
	}

	private void failIfToldTo(TripStep step) {
		if (step == this.behaviour.undoFailsAt() && Durable.activity().attempt() <= this.behaviour.undoFailures()) {
			throw new IllegalStateException("The cancellation of the " + name(step) + " is not answered");
		}
	}

	private static String name(TripStep step) {
		return step.name().toLowerCase(Locale.ROOT);
	}

}
