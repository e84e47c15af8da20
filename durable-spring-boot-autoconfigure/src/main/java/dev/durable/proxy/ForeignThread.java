package dev.durable.proxy;

import dev.durable.ActivityContexts;
import dev.durable.WorkflowContext;
import dev.durable.engine.RunContext;

/**
 * Recognises threads that workflow code has started behind the back of the engine.
 */
final class ForeignThread {

	private ForeignThread() {
	}

	static boolean isCurrent() {
		return RunContext.currentOrNull() == null && ActivityContexts.current() == null
				&& WorkflowContext.startedInsideWorkflow();
	}

	static IllegalStateException refused(String call) {
		return new IllegalStateException("""
				%s was called on thread '%s', which code inside a workflow has started. What such a thread does \
				cannot be replayed. Use Durable.async instead of a thread, an executor or a CompletableFuture."""
			.formatted(call, Thread.currentThread().getName()));
	}

}
