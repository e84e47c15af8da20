package dev.durable.node;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.durable.Durable;
import dev.durable.client.WorkflowStatus;
import dev.durable.engine.WorkflowType;
import dev.durable.engine.WorkflowTypes;
import dev.durable.history.StartDetails;
import dev.durable.store.LetterKind;
import dev.durable.store.NewLetter;
import dev.durable.store.OutgoingLetter;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A transactional attempt goes on while its run is dropped from memory, after a failure
 * of the engine, and taken up again: here, or by another node.
 */
class LeftoverAttemptTests extends SimulatedNodeTests {

	/** Still open when the first attempt comes to its end. */
	private static final WorkflowType TYPE = WorkflowTypes.of(() -> {
		String result = WorkflowTypes.call("effect");
		Durable.sleep(Duration.ofMinutes(3));
		return result;
	});

	private boolean first = true;

	private SimulatedNode nodeWithSlowEffect() {
		SimulatedNode node = add(NodeSettings.of("test", "build"));
		RegisteredActivity plain = activity("effect");
		RegisteredActivity slow = new RegisteredActivity("effect", plain.bean(), plain.method(), List.of(),
				(end, body, failure) -> {
					boolean lingers = this.first;
					this.first = false;
					if (lingers) {
						// takes no notice of an interrupt
						node.linger(Duration.ofMinutes(1));
					}
					NewLetter letter = body.call();
					try {
						end.write(letter);
					}
					catch (RuntimeException ex) {
						this.effects.remove("effect");
						throw ex;
					}
					return letter;
				});
		node.start(new Registry(Map.of("Test", TYPE), Map.of("effect", slow)));
		return node;
	}

	private void order(LetterKind kind) {
		this.world.store.send(new OutgoingLetter("test", null, kind, "", new byte[0], null));
	}

	private void dropFromMemory(SimulatedNode node) {
		this.world.failNext("letters");
		order(LetterKind.RESUME);
		this.world.add(node, Duration.ZERO, () -> node.node.letterSent(row().runId()));
	}

	@Test
	void anAttemptThatIsLeftIsGivenUpBeforeAnotherOneIsMade() {
		SimulatedNode node = nodeWithSlowEffect();
		start(node, request(StartDetails.NONE));
		pass(Duration.ofSeconds(1));
		dropFromMemory(node);
		untilStatus(WorkflowStatus.COMPLETED);
		pass(Duration.ofMinutes(2));
		assertThat(this.effects).hasSize(1);
	}

	@Test
	void aRunThatIsHeldDoesNotGoToAnotherNodeWhileAnAttemptIsLeft() {
		SimulatedNode node = nodeWithSlowEffect();
		start(node, request(StartDetails.NONE));
		pass(Duration.ofSeconds(1));
		dropFromMemory(node);
		order(LetterKind.PAUSE);
		pass(Duration.ofSeconds(15));
		assertThat(row().status()).isEqualTo(WorkflowStatus.PAUSED);
		assertThat(row().owner()).isNotNull();
		nodeWithSlowEffect();
		order(LetterKind.RESUME);
		untilStatus(WorkflowStatus.COMPLETED);
		pass(Duration.ofMinutes(2));
		assertThat(this.effects).hasSize(1);
	}

}
