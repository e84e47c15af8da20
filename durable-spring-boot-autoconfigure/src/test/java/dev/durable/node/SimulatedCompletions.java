package dev.durable.node;

import java.util.HashSet;
import java.util.Set;

import dev.durable.ActivityAbandoned;
import dev.durable.CancelledFailure;
import dev.durable.store.StoreException;

/**
 * Those to whom activities of a simulation leave their outcome.
 */
final class SimulatedCompletions {

	private static final int TRIES_MAX = 60;

	private final SimulatedWorld world;

	private final SimulatedProgram program;

	/** Tokens whose attempts have their outcome. */
	private final Set<String> answered = new HashSet<>();

	private int tokensSeen;

	SimulatedCompletions(SimulatedWorld world, SimulatedProgram program) {
		this.world = world;
		this.program = program;
	}

	/**
	 * Take note of the tokens that have been handed out since the last call.
	 */
	void planNew() {
		while (this.tokensSeen < this.program.tokens.size()) {
			String token = this.program.tokens.get(this.tokensSeen++);
			int end = token.indexOf('#');
			plan(token.substring(0, end), Integer.parseInt(token.substring(end + 1)), 0);
		}
	}

	/*
	 * Somebody ends what was left to them, sooner or later, by whichever node, and may
	 * try so again.
	 */
	private void plan(String token, int place, int tries) {
		this.world.add(null, this.world.delay(3_000), () -> {
			if (tries > TRIES_MAX || (this.answered.contains(token) && this.world.random.nextBoolean())) {
				return;
			}
			plan(token, place, tries + 1);
			if (!this.world.nodes.isEmpty()) {
				this.world.ask((node) -> complete(node, token, place));
			}
		});
	}

	private void complete(SimulatedNode node, String token, int place) {
		try {
			if (this.world.random.nextInt(4) == 0) {
				node.node.heartbeatActivity(token, this.program.converter().write(place));
				return;
			}
			this.world.evidence.add(answer(node, token, place) + " by token");
			if (!this.answered.add(token)) {
				this.program.problems.add(token + " was answered twice");
			}
		}
		catch (IllegalStateException | StoreException | ActivityAbandoned | CancelledFailure ex) {
			// it does not wait yet, or any more, or is asked to end
		}
	}

	private String answer(SimulatedNode node, String token, int place) {
		if (this.program.declining.contains(token)) {
			fail(node, token, SimulatedProgram.Declined.at(place));
			return "declined";
		}
		if (!this.program.healthy && this.world.random.nextInt(4) == 0) {
			fail(node, token, new IllegalStateException("by token"));
			return "failed";
		}
		node.node.completeActivity(token, this.program.converter().write("later" + place));
		return "completed";
	}

	private void fail(SimulatedNode node, String token, Exception failure) {
		node.node.failActivity(token, ThrownFailure.of(failure, this.program.converter()));
	}

}
