package dev.durable.micrometer;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * How calls of clients are named and tagged. A bean of this type takes the place of the
 * default one.
 */
public interface ClientCallObservationConvention extends ObservationConvention<ClientCallContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof ClientCallContext;
	}

}
