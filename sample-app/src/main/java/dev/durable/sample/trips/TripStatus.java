package dev.durable.sample.trips;

/**
 * How far a trip has come.
 */
public enum TripStatus {

	/** Being booked, or undone. */
	BOOKING,
	/** Booked and paid. Final. */
	BOOKED,
	/** One step was refused, and the others are undone. Final. */
	CANCELLED,
	/** One step was refused, and a person must undo what could not be undone. Final. */
	NEEDS_ATTENTION

}
