package dev.durable.sample;

import java.time.Duration;
import java.util.Set;

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
 */
@ConfigurationProperties("sample")
public record SampleProperties(@DefaultValue Activity activity, @DefaultValue Carrier carrier,
		@DefaultValue Review review, @DefaultValue Web web) {

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

}
