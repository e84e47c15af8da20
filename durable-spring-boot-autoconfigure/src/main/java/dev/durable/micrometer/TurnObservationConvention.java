package dev.durable.micrometer;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * How turns of workflows are named and tagged. A bean of this type takes the place of the
 * default one.
 */
public interface TurnObservationConvention extends ObservationConvention<TurnContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof TurnContext;
	}

}
