package dev.durable.engine;

import java.util.List;

/**
 * Where a branch of a run is blocked.
 *
 * @param name the name of the branch
 * @param waitsFor what it waits for, in words
 * @param frames where it is in the code of the user, the innermost call first; empty if
 * it has not begun
 */
public record BranchStack(String name, String waitsFor, List<StackTraceElement> frames) {

	public BranchStack {
		frames = List.copyOf(frames);
	}

}
