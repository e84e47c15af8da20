package dev.durable.autoconfigure;

import java.util.HashMap;
import java.util.Map;

/**
 * Tests for orders whose activities, transactional ones too, are made by the nodes of a
 * queue.
 */
class QueuedOrderScenarioTests extends PostgresOrderScenarioTests {

	@Override
	Map<String, Object> database() {
		Map<String, Object> properties = new HashMap<>(super.database());
		properties.put("durable.activity.defaults.queue", "default");
		return properties;
	}

}
