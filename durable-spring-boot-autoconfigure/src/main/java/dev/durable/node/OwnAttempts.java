package dev.durable.node;

import dev.durable.engine.RunIdentity;
import dev.durable.history.Incoming;
import dev.durable.history.Precedence;
import dev.durable.store.Fence;
import dev.durable.store.NewLetter;

/**
 * Attempts that are made for a run in the memory of this node. What becomes of them is
 * told to the run; only the result of a transactional one is a letter.
 */
final class OwnAttempts implements AttemptOwner {

	private final ResidentRun run;

	private final NodeContext node;

	private final AttemptLetters letters;

	OwnAttempts(ResidentRun run, NodeContext node, AttemptLetters letters) {
		this.run = run;
		this.node = node;
		this.letters = letters;
	}

	@Override
	public RunIdentity identity() {
		return this.run.identity();
	}

	@Override
	public String typeName() {
		return this.run.typeName();
	}

	@Override
	public Precedence precedence() {
		return this.run.progress().precedence();
	}

	@Override
	public ResidentRun resident() {
		return this.run;
	}

	@Override
	public void tell(Message message) {
		this.run.tell(message);
	}

	/*
	 * The run may go elsewhere when it hears that nothing of it runs here any more.
	 */
	@Override
	public void tellLast(Message message) {
		if (message instanceof Message.AttemptLeft left) {
			this.node.routed().returned(this.run, left);
		}
		else {
			this.run.tellLast(message);
		}
	}

	@Override
	public NewLetter result(long activityId, int number, Incoming event) {
		return this.letters.result(activityId, number, event);
	}

	@Override
	public void deliver(Fence fence, NewLetter result) {
		this.node.store().deliver(fence, result);
	}

	@Override
	public void doubted(Execution execution, Message.AttemptFailed failed) {
		this.node.activities().resolve(this.run, execution, failed);
	}

}
