package dev.durable.node;

import java.time.Duration;
import java.util.Map;

import dev.durable.Durable;
import dev.durable.client.WorkflowIdConflictPolicy;
import dev.durable.client.WorkflowIdReusePolicy;
import dev.durable.client.WorkflowStatus;
import dev.durable.engine.WorkflowTypes;
import dev.durable.history.StartDetails;
import dev.durable.store.RunRow;
import dev.durable.store.StoreException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for runs of a node that is gone, one of which cannot be read, in simulated time.
 */
class AdoptionTests extends SimulatedNodeTests {

	private static final int RUNS = 6;

	private SimulatedNode sleeping() {
		SimulatedNode node = add("build");
		node.start(new Registry(Map.of("Test", WorkflowTypes.of(() -> {
			Durable.sleep(Duration.ofMinutes(2));
			return "done";
		})), Map.of()));
		return node;
	}

	private RunRow row(int number) {
		return this.world.store.find("run-" + number).orElseThrow();
	}

	private boolean isDone(int number) {
		return row(number).status() == WorkflowStatus.COMPLETED;
	}

	@ParameterizedTest
	@ValueSource(classes = { StoreException.class, InternalError.class, IllegalStateException.class })
	void aRunThatCannotBeReadKeepsNoOtherFromBeingTakenOver(Class<? extends Throwable> kind) {
		SimulatedNode first = sleeping();
		pass(Duration.ofSeconds(1));
		for (int number = 0; number < RUNS; number++) {
			StartRequest request = new StartRequest("run-" + number, "Test", arguments(), WorkflowIdConflictPolicy.FAIL,
					WorkflowIdReusePolicy.ALLOW_DUPLICATE, Duration.ZERO, StartDetails.NONE);
			ask(first, (service) -> service.startAsync(request));
		}
		pass(Duration.ofSeconds(1));
		first.crash();
		this.world.poison.put(row(1).runId(), failure(kind));
		sleeping();
		pass(Duration.ofMinutes(4));
		for (int number = 0; number < RUNS; number++) {
			assertThat(isDone(number)).as("run " + number).isEqualTo(number != 1);
		}
		this.world.poison.clear();
		until(() -> isDone(1));
	}

	private static Throwable failure(Class<? extends Throwable> kind) {
		if (kind == StoreException.class) {
			return new StoreException("nobody has thought of this", null);
		}
		return (kind == InternalError.class) ? new InternalError("memory is full") : new IllegalStateException("bug");
	}

}
