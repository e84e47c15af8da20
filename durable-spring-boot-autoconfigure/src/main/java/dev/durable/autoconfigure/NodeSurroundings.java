package dev.durable.autoconfigure;

import java.time.Duration;

import dev.durable.engine.ContextPropagation;
import dev.durable.node.CallerTransaction;
import dev.durable.node.Instrumentation;
import org.jspecify.annotations.Nullable;

/**
 * What the application around a node is like.
 *
 * @param store what the store is like
 * @param transaction the transaction of callers
 * @param propagation carries the context of callers
 * @param instrumentation who looks at nodes
 * @param version the version of the application, or null if it does not say
 * @param shutdownPhase how long a phase of the shutdown may take
 */
record NodeSurroundings(StoreTraits store, CallerTransaction transaction, ContextPropagation propagation,
		Instrumentation instrumentation, @Nullable String version, Duration shutdownPhase) {

}
