package dev.durable.sample;

import java.time.Duration;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What can be set about the sample.
 *
 * @param activity How activities behave.
 * @param carrier How the simulated carrier behaves.
 * @param review How orders are reviewed.
 * @param web What the web API takes.
 * @param loans How loans are decided.
 * @param trips How the booking of trips fails.
 * @param enrolments How long enrolments take, and how they fail.
 */
@ConfigurationProperties("sample")
public record SampleProperties(@DefaultValue Activity activity, @DefaultValue Carrier carrier,
		@DefaultValue Review review, @DefaultValue Web web, @DefaultValue Loans loans, @DefaultValue Trips trips,
		@DefaultValue Enrolments enrolments) {

	/**
	 * How activities behave.
	 *
	 * @param delay Time that each activity takes, so that a person can watch and kill.
	 */
	public record Activity(@DefaultValue("0s") Duration delay) {

		public Activity {
			if (delay.isNegative()) {
				throw new IllegalArgumentException("sample.activity.delay (" + delay + ") must not be negative");
			}
		}

	}

	/**
	 * How the simulated carrier behaves.
	 *
	 * @param failureRate Share of the calls that fail for the moment, from 0 to 1.
	 * @param unserved Countries to which the carrier never delivers.
	 */
	public record Carrier(@DefaultValue("0.0") double failureRate, @DefaultValue Set<String> unserved) {

		public Carrier {
			if (!(failureRate >= 0 && failureRate <= 1)) {
				throw new IllegalArgumentException(
						"sample.carrier.failure-rate (" + failureRate + ") must be between 0 and 1");
			}
		}

	}

	/**
	 * How orders are reviewed.
	 *
	 * @param limit Longest time that an order waits for its review.
	 */
	public record Review(@DefaultValue("14d") Duration limit) {

		public Review {
			if (limit.isNegative() || limit.isZero()) {
				throw new IllegalArgumentException("sample.review.limit (" + limit + ") must be positive");
			}
		}

	}

	/**
	 * What the web API takes.
	 *
	 * @param maxBodySize Largest body of a request.
	 */
	public record Web(@DefaultValue("10MB") DataSize maxBodySize) {
	}

	/**
	 * How loans are decided.
	 *
	 * @param approvalLimit Longest time that a loan waits for its approval.
	 */
	public record Loans(@DefaultValue("14d") Duration approvalLimit) {

		public Loans {
			if (approvalLimit.isNegative() || approvalLimit.isZero()) {
				throw new IllegalArgumentException(
						"sample.loans.approval-limit (" + approvalLimit + ") must be positive");
			}
		}

	}

	/**
	 * How the booking of trips fails.
	 *
	 * @param failAt Step that is refused: flight, hotel, car or payment.
	 * @param undoFailsAt Step whose cancellation fails: flight, hotel or car.
	 * @param undoFailures Attempts to cancel that step that fail. All do from 5 on.
	 */
	public record Trips(@Nullable TripStep failAt, @Nullable TripStep undoFailsAt,
			@DefaultValue("0") int undoFailures) {

		public Trips {
			if (undoFailsAt == TripStep.PAYMENT) {
				throw new IllegalArgumentException(
						"sample.trips.undo-fails-at (payment) must be flight, hotel or car: a payment is never undone");
			}
			if (undoFailures < 0) {
				throw new IllegalArgumentException(
						"sample.trips.undo-failures (" + undoFailures + ") must not be negative");
			}
		}

	}

	/**
	 * Steps of a trip.
	 */
	public enum TripStep {

		/** The flight. */
		FLIGHT,
		/** The hotel. */
		HOTEL,
		/** The car. */
		CAR,
		/** The payment of all of them. */
		PAYMENT

	}

	/**
	 * How long enrolments take, and how they fail.
	 *
	 * @param day Length of a day.
	 * @param examinerFailures Calls of the external examiner that fail before one
	 * succeeds.
	 */
	public record Enrolments(@DefaultValue("1d") Duration day, @DefaultValue("0") int examinerFailures) {

		private static final Duration DAY_MAX = Duration.ofDays(365);

		public Enrolments {
			if (day.isNegative() || day.isZero() || day.compareTo(DAY_MAX) > 0) {
				throw new IllegalArgumentException(
						"sample.enrolments.day (" + day + ") must be positive and at most " + DAY_MAX.toDays() + "d");
			}
			if (examinerFailures < 0) {
				throw new IllegalArgumentException(
						"sample.enrolments.examiner-failures (" + examinerFailures + ") must not be negative");
			}
		}

	}

}
