package dev.durable.autoconfigure;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.SplittableRandom;

import dev.durable.engine.BranchThreads;
import dev.durable.engine.Builds;
import dev.durable.engine.Environment;
import dev.durable.history.EventCodec;
import dev.durable.history.PayloadConverter;
import dev.durable.node.ArgumentDrift;
import dev.durable.node.HistoryReplay;
import dev.durable.node.Ids;
import dev.durable.node.KnownBuilds;
import dev.durable.node.Node;
import dev.durable.node.NodeParts;
import dev.durable.node.ThreadedExecutor;
import dev.durable.proxy.DurableDefinitions;
import dev.durable.store.Store;
import org.jspecify.annotations.Nullable;

/**
 * Puts a node together.
 *
 * @param properties the settings of the application
 * @param definitions its workflows and activities
 * @param store the store
 * @param codec writes events
 * @param converter writes values
 * @param surroundings what the application is like
 */
record NodeFactory(DurableProperties properties, DurableDefinitions definitions, Store store, EventCodec codec,
		PayloadConverter converter, NodeSurroundings surroundings) {

	ThreadedExecutor threads(@Nullable ClassLoader classLoader) {
		return new ThreadedExecutor("durable", this.properties.workflow().virtualThreads(), classLoader);
	}

	/**
	 * Return how long activities may go on after the end was asked for.
	 */
	Duration grace() {
		return NodeConfigurer.grace(this.properties.shutdown().grace(), this.surroundings.shutdownPhase());
	}

	Node create(ThreadedExecutor threads) {
		Ids ids = ids();
		return new Node(new NodeParts(
				NodeConfigurer.settings(this.properties, buildId(), this.surroundings, threads.isVirtual()), this.store,
				this.surroundings.store().hints(), this.codec,
				environment(threads, ids, new KnownBuilds(this.store, buildId())), this.definitions.registry(),
				this.surroundings.transaction(), threads, ids, this.surroundings.instrumentation()));
	}

	HistoryReplay replay(BranchThreads threads) {
		return new HistoryReplay(this.store, this.codec, environment(threads, ids(), Builds.UNKNOWN),
				this.definitions.registry());
	}

	private static Ids ids() {
		return new Ids(System::currentTimeMillis, new SplittableRandom(new SecureRandom().nextLong()));
	}

	private Environment environment(BranchThreads threads, Ids ids, Builds builds) {
		return new Environment(this.converter, threads, NodeConfigurer.bugs(this.properties.workflow().suspendOn()),
				NodeConfigurer::blocked, drift(), ids::next, this.definitions.stubs(this.converter),
				this.surroundings.propagation(), NodeConfigurer.limits(this.properties.history()), builds);
	}

	private ArgumentDrift drift() {
		return new ArgumentDrift(this.properties.workflow().onArgumentDrift() == ArgumentDriftMode.STUCK,
				this.surroundings.instrumentation().listener());
	}

	private String buildId() {
		String set = this.properties.buildId();
		return (set != null) ? set : BuildId.of(this.surroundings.version(), this.definitions.workflowClasses());
	}

}
