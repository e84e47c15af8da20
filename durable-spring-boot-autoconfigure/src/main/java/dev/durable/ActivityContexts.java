package dev.durable;

import org.jspecify.annotations.Nullable;

/**
 * Internal. Binds the context of an attempt to the thread that runs the activity.
 */
public final class ActivityContexts {

	private static final ThreadLocal<@Nullable ActivityContext> CURRENT = new ThreadLocal<>();

	private ActivityContexts() {
	}

	/**
	 * Bind a context to the calling thread, in place of the one that was bound.
	 * @param context the context, or {@code null} to unbind
	 */
	public static void bind(@Nullable ActivityContext context) {
		if (context != null) {
			CURRENT.set(context);
		}
		else {
			CURRENT.remove();
		}
	}

	/**
	 * The context that is bound to the calling thread. Threads that it starts do not
	 * inherit it.
	 * @return the context, or {@code null} if the thread runs no attempt
	 */
	public static @Nullable ActivityContext current() {
		return CURRENT.get();
	}

	/**
	 * The context that is bound to the calling thread.
	 * @return the context
	 * @throws IllegalStateException if the thread runs no attempt
	 */
	static ActivityContext required() {
		ActivityContext context = current();
		if (context == null) {
			throw new IllegalStateException("""
					Durable.activity works only on the thread that runs an activity, and thread '%s' %s. Activities \
					have a context when a workflow calls them: a plain call of the bean has none, nor has a thread \
					that the activity starts. Read the context in the activity method and pass its values on."""
				.formatted(Thread.currentThread().getName(),
						(WorkflowContext.current() != null) ? "runs a workflow" : "runs none"));
		}
		return context;
	}

}
