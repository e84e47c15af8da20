package dev.durable.autoconfigure;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

import dev.durable.WorkflowContext;
import dev.durable.engine.RunIdentity;
import dev.durable.engine.RunLimits;
import dev.durable.node.NodeSettings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns properties into what a node needs.
 */
final class NodeConfigurer {

	private static final Logger logger = LoggerFactory.getLogger(NodeConfigurer.class);

	/**
	 * How much earlier than its lifecycle phase a node ends, to free its runs in time.
	 */
	private static final Duration END_MARGIN = Duration.ofSeconds(2);

	private static final int RESIDENT_VIRTUAL = 10_000;

	private static final int RESIDENT_PLATFORM = 2_000;

	private NodeConfigurer() {
	}

	static NodeSettings settings(DurableProperties properties, String buildId, NodeSurroundings surroundings,
			boolean virtualThreads) {
		StoreTraits store = surroundings.store();
		NodeSettings defaults = NodeSettings.of(name(properties.node().name()), buildId);
		return new NodeSettings(defaults.name(), buildId, properties.lease().duration(),
				properties.lease().renewInterval(), properties.poller().interval(), properties.poller().batchSize(),
				maxResident(properties.workflow().maxResident(), virtualThreads), defaults.parkAfter(),
				properties.activity().maxConcurrent(),
				Math.min(store.transactionalSlots(), properties.activity().maxConcurrent()),
				grace(properties.shutdown().grace(), surroundings.shutdownPhase()), store.exclusive(),
				store.interruptible(), properties.queues(), properties.workflow().timeoutGrace(),
				properties.retention());
	}

	/*
	 * Each workflow in memory has a thread, and only virtual ones are cheap.
	 */
	private static int maxResident(@Nullable Integer set, boolean virtualThreads) {
		return (set != null) ? set : virtualThreads ? RESIDENT_VIRTUAL : RESIDENT_PLATFORM;
	}

	static Duration grace(Duration wanted, Duration phase) {
		Duration margin = (phase.compareTo(END_MARGIN.multipliedBy(2)) > 0) ? END_MARGIN : phase.dividedBy(2);
		Duration longest = phase.minus(margin);
		return (wanted.compareTo(longest) > 0) ? longest : wanted;
	}

	private static String name(@Nullable String set) {
		return (set != null) ? set : host() + ":" + ProcessHandle.current().pid();
	}

	private static String host() {
		try {
			return InetAddress.getLocalHost().getHostName();
		}
		catch (UnknownHostException ex) {
			return "localhost";
		}
	}

	static Predicate<Throwable> bugs(@Nullable List<Class<? extends Throwable>> suspendOn) {
		if (suspendOn == null) {
			return WorkflowContext::isBugByDefault;
		}
		return (failure) -> suspendOn.stream().anyMatch((type) -> type.isInstance(failure));
	}

	static RunLimits limits(DurableProperties.History history) {
		return new RunLimits(history.warnEvents(), history.maxEvents(), RunLimits.DEFAULTS.maxPending());
	}

	static void blocked(RunIdentity run, StackTraceElement[] stack) {
		StringBuilder text = new StringBuilder();
		for (StackTraceElement element : stack) {
			text.append(System.lineSeparator()).append("\tat ").append(element);
		}
		logger.warn(
				"The code of workflow '{}' (run {}) blocks its thread by other means than durable calls. Use "
						+ "Durable.sleep and Durable.await, and put work that takes time into an activity. It is at:{}",
				run.workflowId(), run.runId(), text);
	}

}
