package dev.durable.node;

import java.util.List;

import dev.durable.engine.BranchStack;
import dev.durable.engine.HeldThread;
import org.jspecify.annotations.Nullable;

/**
 * Where the code of a run is.
 *
 * @param branches where each branch is blocked, by replay of the committed history
 * @param held threads of the run that its code holds on this node by other means than
 * durable calls; if there are any, nothing was replayed
 * @param problem why nothing can be said, or null
 */
public record RunStack(List<BranchStack> branches, List<HeldThread> held, @Nullable String problem) {

	public RunStack {
		branches = List.copyOf(branches);
		held = List.copyOf(held);
	}

	static RunStack unknown(String problem) {
		return new RunStack(List.of(), List.of(), problem);
	}

}
