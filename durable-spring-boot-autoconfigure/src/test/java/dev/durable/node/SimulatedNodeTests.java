package dev.durable.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

import dev.durable.client.WorkflowIdConflictPolicy;
import dev.durable.engine.WorkflowType;
import dev.durable.engine.WorkflowTypes;
import dev.durable.jackson.JacksonEventCodec;
import dev.durable.store.RunRow;
import dev.durable.store.StuckMark;
import org.junit.jupiter.api.AfterEach;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One workflow, {@code test}, on one simulated node after another, in virtual time.
 */
abstract class SimulatedNodeTests {

	private static final int STEPS_MAX = 20_000;

	final SimulatedWorld world = new SimulatedWorld(1, 0);

	final List<String> effects = new ArrayList<>();

	@AfterEach
	void endProcesses() {
		List.copyOf(this.world.nodes).forEach(SimulatedNode::crash);
	}

	SimulatedNode node(String build, WorkflowType type) {
		SimulatedNode node = add(build);
		node.start(new Registry(Map.of("Test", type), Map.of("effect", activity("effect"))));
		return node;
	}

	SimulatedNode add(String build) {
		SimulatedNode node = new SimulatedNode(this.world, NodeSettings.of("test", build), WorkflowTypes.ENVIRONMENT,
				new JacksonEventCodec());
		this.world.nodes.add(node);
		return node;
	}

	RegisteredActivity activity(String name) {
		return new RegisteredActivity(name, Object::new, WorkflowTypes.code(String.class, (arguments) -> {
			this.effects.add(name);
			return name;
		}), List.of(), null);
	}

	void start(SimulatedNode node) {
		this.world.add(node, Duration.ofSeconds(1), () -> node.node.startAsync(new StartRequest("test", "Test",
				WorkflowTypes.CONVERTER.writeArguments(new Object[0]), WorkflowIdConflictPolicy.FAIL)));
	}

	RunRow row() {
		return this.world.store.find("test").orElse(null);
	}

	StuckMark mark() {
		return (row() != null) ? row().stuck() : null;
	}

	void until(BooleanSupplier condition) {
		for (int step = 0; !condition.getAsBoolean(); step++) {
			assertThat(step).as("steps, with " + row()).isLessThan(STEPS_MAX);
			this.world.step();
		}
	}

}
