package dev.durable.micrometer;

import java.util.Locale;

import dev.durable.micrometer.DurableMeters.MeterTags;
import dev.durable.micrometer.DurableObservation.HighKeys;
import dev.durable.micrometer.DurableObservation.LowKeys;
import io.micrometer.common.KeyValues;
import org.jspecify.annotations.Nullable;

/**
 * How calls of clients are named and tagged where nobody says otherwise.
 */
public class DefaultClientCallObservationConvention implements ClientCallObservationConvention {

	private static final String NONE = "none";

	private final BoundedTags types = new BoundedTags(MeterTags.TYPE);

	private final @Nullable String name;

	/**
	 * Create a convention that leaves each kind of call its own name.
	 */
	public DefaultClientCallObservationConvention() {
		this(null);
	}

	DefaultClientCallObservationConvention(@Nullable String name) {
		this.name = name;
	}

	@Override
	public @Nullable String getName() {
		return this.name;
	}

	@Override
	public String getContextualName(ClientCallContext context) {
		String type = (context.getWorkflowType() != null) ? context.getWorkflowType() : "workflow";
		String handler = (context.getHandler() != null) ? "." + context.getHandler() : "";
		return context.getOperation().name().toLowerCase(Locale.ROOT) + " " + type + handler;
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(ClientCallContext context) {
		String type = context.getWorkflowType();
		return KeyValues.of(LowKeys.TYPE.withValue((type != null) ? this.types.of(type).getValue() : NONE));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(ClientCallContext context) {
		KeyValues values = KeyValues.of(HighKeys.WORKFLOW_ID.withValue(context.getWorkflowId()));
		if (context.getHandler() != null) {
			values = values.and(HighKeys.HANDLER.withValue(context.getHandler()));
		}
		return (context.getRunId() != null) ? values.and(HighKeys.RUN_ID.withValue(context.getRunId())) : values;
	}

}
