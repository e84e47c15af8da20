package dev.durable.micrometer;

import dev.durable.micrometer.DurableObservation.HighKeys;
import dev.durable.micrometer.DurableObservation.LowKeys;
import io.micrometer.common.KeyValues;

/**
 * How attempts of activities are named and tagged where nobody says otherwise.
 */
public class DefaultActivityAttemptObservationConvention implements ActivityAttemptObservationConvention {

	@Override
	public String getName() {
		return DurableObservation.ACTIVITY_ATTEMPT.defaultName();
	}

	@Override
	public String getContextualName(ActivityAttemptContext context) {
		return "activity " + context.getActivity();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(ActivityAttemptContext context) {
		return KeyValues.of(LowKeys.TYPE.withValue(context.getWorkflowType()),
				LowKeys.ACTIVITY.withValue(context.getActivity()), LowKeys.OUTCOME.withValue(context.getOutcome()));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(ActivityAttemptContext context) {
		return KeyValues.of(HighKeys.WORKFLOW_ID.withValue(context.getWorkflowId()),
				HighKeys.RUN_ID.withValue(context.getRunId()),
				HighKeys.ATTEMPT.withValue(Integer.toString(context.getAttempt())));
	}

}
