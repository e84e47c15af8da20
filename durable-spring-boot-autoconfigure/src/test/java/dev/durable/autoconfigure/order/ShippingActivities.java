package dev.durable.autoconfigure.order;

import java.util.List;
import java.util.Map;

import dev.durable.Activity;
import dev.durable.ActivityMethod;
import dev.durable.ApplicationFailure;
import dev.durable.Retry;

@Activity
public class ShippingActivities {

	private final Effects effects;

	ShippingActivities(Effects effects) {
		this.effects = effects;
	}

	@ActivityMethod(startToCloseTimeout = "${ship.timeout:5s}", retry = @Retry(initialInterval = "10ms"))
	public Map<String, Integer> ship(List<String> lines) {
		int call = this.effects.add("ship");
		if (lines.contains("unserved")) {
			throw new ApplicationFailure("Unserved", "no carrier goes there").nonRetryable();
		}
		return Map.of("parcel-1", lines.size(), "calls", call);
	}

}
