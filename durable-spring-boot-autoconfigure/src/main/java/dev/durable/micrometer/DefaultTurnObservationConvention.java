package dev.durable.micrometer;

import dev.durable.micrometer.DurableObservation.HighKeys;
import dev.durable.micrometer.DurableObservation.LowKeys;
import io.micrometer.common.KeyValues;

/**
 * How turns of workflows are named and tagged where nobody says otherwise.
 */
public class DefaultTurnObservationConvention implements TurnObservationConvention {

	@Override
	public String getName() {
		return DurableObservation.WORKFLOW_TURN.defaultName();
	}

	@Override
	public String getContextualName(TurnContext context) {
		return "turn " + context.getWorkflowType();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(TurnContext context) {
		return KeyValues.of(LowKeys.TYPE.withValue(context.getWorkflowType()),
				LowKeys.EVENT.withValue(context.getEvent()), LowKeys.OUTCOME.withValue(context.getOutcome()));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(TurnContext context) {
		return KeyValues.of(HighKeys.WORKFLOW_ID.withValue(context.getWorkflowId()),
				HighKeys.RUN_ID.withValue(context.getRunId()));
	}

}
