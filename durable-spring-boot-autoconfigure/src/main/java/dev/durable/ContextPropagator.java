package dev.durable;

import org.jspecify.annotations.Nullable;

/**
 * Carries context, such as the logging context (MDC) or a tenant, from the one who calls
 * into workflows, their handlers, activities and children.
 * <p>
 * What is captured where a run is started or spoken to is restored on each thread that
 * works for it, on any node and on replay too. The value is stored in the history: keep
 * it small, and free of secrets.
 * <p>
 * The logging context is carried without one, as {@code durable.context.mdc} says, by the
 * name {@code mdc}: a bean with that name takes its place.
 * <p>
 * Every Spring bean of this type is used. They are ordered by {@code @Order} or
 * {@code Ordered}: restored in this order, closed in the reverse one.
 */
public interface ContextPropagator {

	/**
	 * The name under which the value is stored. Must be unique, and stay the same from
	 * build to build.
	 * @return the name, 1 to 255 characters without control characters
	 */
	String name();

	/**
	 * Read the context of the calling thread. If this throws, the call goes on without
	 * the context, and a warning is logged once.
	 * @return the value to carry, of which no more than 1,000 characters are carried, or
	 * {@code null} if there is nothing to carry
	 */
	@Nullable String capture();

	/**
	 * Set the context of the calling thread, before code for which it was captured runs
	 * on it.
	 * @param value what was captured, or {@code null} if nothing was
	 * @return takes the context off the thread again
	 */
	Restored restore(@Nullable String value);

	/**
	 * A context that was set on a thread.
	 */
	interface Restored extends AutoCloseable {

		/**
		 * Put the thread back to what it had before. Called once, on the same thread.
		 */
		@Override
		void close();

	}

}
