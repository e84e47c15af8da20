package dev.durable.autoconfigure;

import java.util.HashMap;
import java.util.Map;

/**
 * Tests for orders whose runs leave memory after every step.
 */
class EvictingOrderScenarioTests extends H2OrderScenarioTests {

	@Override
	Map<String, Object> database() {
		Map<String, Object> properties = new HashMap<>(super.database());
		properties.put("durable.workflow.max-resident", 0);
		properties.put("durable.workflow.virtual-threads", false);
		return properties;
	}

}
