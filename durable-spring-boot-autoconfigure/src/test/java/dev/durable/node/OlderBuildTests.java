package dev.durable.node;

import java.time.Duration;

import dev.durable.Durable;
import dev.durable.client.StuckReason;
import dev.durable.client.WorkflowStatus;
import dev.durable.engine.WorkflowType;
import dev.durable.engine.WorkflowTypes;
import dev.durable.store.StoreUnavailableException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for runs that a newer build has begun, and that an older one finds: during a
 * deployment, or after it was rolled back.
 */
class OlderBuildTests extends SimulatedNodeTests {

	private static final Duration NAP = Duration.ofMinutes(2);

	private static final WorkflowType WITHOUT = WorkflowTypes.of(() -> {
		Durable.sleep(NAP);
		return WorkflowTypes.call("effect");
	});

	private static final WorkflowType WITH = WorkflowTypes.of(() -> {
		boolean patched = Durable.patched("twice");
		Durable.sleep(NAP);
		return WorkflowTypes.call("effect") + (patched ? WorkflowTypes.call("effect") : "");
	});

	private void beginOnNewBuild() {
		SimulatedNode old = node("old", WITHOUT);
		pass(Duration.ofSeconds(1));
		SimulatedNode newer = node("new", WITH);
		old.crash();
		start(newer);
		until(() -> row() != null && kinds().contains("TimerStarted"));
		newer.crash();
	}

	@Test
	void anOlderBuildLeavesARunToTheNewer() {
		beginOnNewBuild();
		node("old", WITHOUT);
		until(() -> mark() != null);
		assertThat(mark().reason()).isEqualTo(StuckReason.NON_DETERMINISM);
		assertThat(mark().message()).contains("chosen by build new", "came after build old");
		assertThat(this.effects).isEmpty();
		node("new", WITH);
		untilStatus(WorkflowStatus.COMPLETED);
		assertThat(result()).isEqualTo("effecteffect");
	}

	@Test
	void anOlderBuildLeavesARunToTheNewerAlsoIfTheStoreFailsMeanwhile() {
		beginOnNewBuild();
		this.world.failNext("builds", new StoreUnavailableException("the connection breaks", null));
		node("old", WITHOUT);
		until(() -> mark() != null);
		assertThat(mark().reason()).isEqualTo(StuckReason.NON_DETERMINISM);
		assertThat(Duration.between(row().startedAt(), this.world.instant())).isLessThan(NAP);
		assertThat(this.world.failsNow("builds")).isFalse();
	}

	@Test
	void aNewerBuildMayHaveRemovedTheCall() {
		beginOnNewBuild();
		node("newest", WITHOUT);
		untilStatus(WorkflowStatus.COMPLETED);
		assertThat(result()).isEqualTo("effect");
	}

}
