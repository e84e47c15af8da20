package dev.durable.micrometer;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * How attempts of activities are named and tagged. A bean of this type takes the place of
 * the default one.
 */
public interface ActivityAttemptObservationConvention extends ObservationConvention<ActivityAttemptContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof ActivityAttemptContext;
	}

}
