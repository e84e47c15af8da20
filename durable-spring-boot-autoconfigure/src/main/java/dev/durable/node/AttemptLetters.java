package dev.durable.node;

import dev.durable.history.Incoming;
import dev.durable.store.LetterKind;
import dev.durable.store.NewLetter;

/**
 * The letters that become of the attempts of a run. Those of one attempt have the same
 * key, so that one of them counts.
 */
final class AttemptLetters {

	private final ResidentRun owner;

	private final NodeContext node;

	AttemptLetters(ResidentRun owner, NodeContext node) {
		this.owner = owner;
		this.node = node;
	}

	NewLetter result(long activityId, int number, Incoming event) {
		return new NewLetter(this.owner.chain(), this.owner.runId(), LetterKind.RESULT, event.kind(),
				this.node.codec().encode(event), NewLetter.attemptKey(this.owner.runId(), activityId, number));
	}

	NewLetter abandonment(long activityId, int number) {
		return new NewLetter(this.owner.chain(), this.owner.runId(), LetterKind.ABANDONED, "", new byte[0],
				NewLetter.attemptKey(this.owner.runId(), activityId, number));
	}

}
