package dev.durable;

import java.lang.ref.WeakReference;

import org.jspecify.annotations.Nullable;

/**
 * Keeps the context of each thread, and the mark that its child threads inherit. The mark
 * is weak: a pool thread that has inherited it must not keep an evicted run in memory.
 */
final class WorkflowContextHolder {

	private static final ThreadLocal<@Nullable WorkflowContext> CURRENT = new ThreadLocal<>();

	private static final ThreadLocal<@Nullable WeakReference<WorkflowContext>> ORIGIN = new InheritableThreadLocal<>();

	private WorkflowContextHolder() {
	}

	static void bind(@Nullable WorkflowContext context) {
		if (context != null) {
			CURRENT.set(context);
			ORIGIN.set(new WeakReference<>(context));
		}
		else {
			CURRENT.remove();
			ORIGIN.remove();
		}
	}

	static @Nullable WorkflowContext current() {
		return CURRENT.get();
	}

	static boolean startedInsideWorkflow() {
		if (CURRENT.get() != null) {
			return false;
		}
		WeakReference<WorkflowContext> origin = ORIGIN.get();
		WorkflowContext context = (origin != null) ? origin.get() : null;
		return context != null && context.isOpen();
	}

	static WorkflowContext required(String operation) {
		WorkflowContext context = CURRENT.get();
		if (context == null) {
			throw new IllegalStateException(startedInsideWorkflow() ? foreignThread(operation) : outside(operation));
		}
		return context;
	}

	private static String foreignThread(String operation) {
		return """
				Durable.%s works only inside a workflow's own threads, and thread '%s' was started by the \
				workflow's code itself. What such a thread does cannot be replayed. Use Durable.async instead of a \
				thread, an executor or a CompletableFuture.""".formatted(operation, Thread.currentThread().getName());
	}

	private static String outside(String operation) {
		return """
				Durable.%s works only inside a workflow's own threads, and thread '%s' %s. Probably the workflow's \
				method was called on a plain object, as all workflow beans are with durable.enabled=false, or the call \
				belongs into the workflow. Start the workflow with WorkflowClient.start, or use what plain Java offers \
				for ordinary code.""".formatted(operation, Thread.currentThread().getName(),
				(ActivityContexts.current() != null) ? "runs an activity" : "runs no workflow");
	}

}
