package dev.durable.micrometer;

import dev.durable.ContextPropagator;
import org.jspecify.annotations.Nullable;

/**
 * Carries the trace of a caller to its workflow, and from there to activities and
 * children: workflow code hands on the trace that it belongs to, and asks for no span of
 * its own, so that what is stored is the same however often it is replayed.
 */
public final class TracePropagator implements ContextPropagator {

	/**
	 * The name under which the trace is stored.
	 */
	public static final String NAME = "micrometer";

	/** The call of a client that is under way on this thread. */
	private final ThreadLocal<@Nullable ClientCallContext> sending = new ThreadLocal<>();

	/** What the code on this thread was called with. */
	private final ThreadLocal<@Nullable String> carried = new ThreadLocal<>();

	@Override
	public String name() {
		return NAME;
	}

	/**
	 * A call is under way on the calling thread.
	 * @return the one that was before
	 */
	@Nullable ClientCallContext sending(@Nullable ClientCallContext context) {
		ClientCallContext before = this.sending.get();
		set(this.sending, context);
		return before;
	}

	@Override
	public @Nullable String capture() {
		ClientCallContext context = this.sending.get();
		String own = (context != null) ? TraceHeaders.encode(context.trace()) : null;
		return (own != null) ? own : this.carried.get();
	}

	@Override
	public Restored restore(@Nullable String value) {
		String before = this.carried.get();
		set(this.carried, value);
		return () -> set(this.carried, before);
	}

	private static <T> void set(ThreadLocal<@Nullable T> local, @Nullable T value) {
		if (value != null) {
			local.set(value);
		}
		else {
			local.remove();
		}
	}

}
