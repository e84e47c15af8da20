package dev.durable.sample.trips;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

import dev.durable.ActivityFailure;
import dev.durable.Durable;
import dev.durable.QueryMethod;
import dev.durable.Saga;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Books a trip: all of it or nothing. If a step is refused, what was booked before is
 * undone in reverse order, each cancellation with retries of its own.
 */
@Workflow
public class TripWorkflow {

	private static final Logger logger = Durable.logger(TripWorkflow.class);

	private final TripActivities activities;

	private final List<Reservation> reservations = new ArrayList<>();

	private final List<Compensation> compensations = new ArrayList<>();

	private TripStatus status = TripStatus.BOOKING;

	private @Nullable String reason;

	private @Nullable Trip trip;

	TripWorkflow(TripActivities activities) {
		this.activities = activities;
	}

	/**
	 * Book a trip.
	 * @param trip the trip
	 * @return what became of it
	 */
	@WorkflowMethod(id = "'trip-' + #trip.tripId")
	public TripStatus book(Trip trip) {
		this.trip = trip;
		try {
			this.status = Saga.run((saga) -> {
				keep(saga, trip, this.activities.reserveFlight(trip));
				keep(saga, trip, this.activities.reserveHotel(trip));
				keep(saga, trip, this.activities.reserveCar(trip));
				this.activities.pay(trip, total());
				return TripStatus.BOOKED;
			});
		}
		catch (BookingRefused | ActivityFailure ex) {
			this.reason = ex.getMessage();
			this.status = close(trip);
		}
		return this.status;
	}

	/**
	 * How far the trip has come.
	 * @return the trip, or {@code null} if the run has not begun
	 */
	@QueryMethod
	public @Nullable TripView view() {
		return (this.trip != null) ? new TripView(this.trip.tripId(), this.status, total(),
				List.copyOf(this.reservations), List.copyOf(this.compensations), this.reason, this.trip.workflowId())
				: null;
	}

	/**
	 * What is to be booked.
	 * @return the trip, or {@code null} if the run has not begun
	 */
	@QueryMethod
	public @Nullable Trip trip() {
		return this.trip;
	}

	private void keep(Saga saga, Trip trip, Reservation reservation) {
		this.reservations.add(reservation);
		saga.compensate(() -> undo(trip, reservation));
	}

	private void undo(Trip trip, Reservation reservation) {
		try {
			this.activities.cancel(trip, reservation);
			this.compensations.add(new Compensation(reservation.step(), reservation.number(), null));
		}
		catch (ActivityFailure ex) {
			this.compensations.add(new Compensation(reservation.step(), reservation.number(), ex.getMessage()));
			throw ex;
		}
	}

	private TripStatus close(Trip trip) {
		List<Compensation> failed = this.compensations.stream().filter((undone) -> undone.failure() != null).toList();
		if (failed.isEmpty()) {
			return TripStatus.CANCELLED;
		}
		logger.error("Trip '{}' must be undone by hand: {}", trip.tripId(), failed);
		this.activities.report(trip, failed);
		return TripStatus.NEEDS_ATTENTION;
	}

	private BigDecimal total() {
		return this.reservations.stream().map(Reservation::price).reduce(BigDecimal.ZERO, BigDecimal::add);
	}

}
