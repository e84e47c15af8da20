package dev.durable.node;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.durable.store.CommitReply;
import dev.durable.store.Fence;
import dev.durable.store.IdLockedException;
import dev.durable.store.NewRun;
import dev.durable.store.OutcomeUnknownException;
import dev.durable.store.Refusal;
import dev.durable.store.RunChange;
import dev.durable.store.RunStart;
import dev.durable.store.RunUpdate;
import dev.durable.store.Store;
import dev.durable.store.StoreException;
import dev.durable.store.StoreUnavailableException;

/**
 * The store as one node sees it: connections break before and after commits, and the
 * process may end before and after each call.
 */
final class FaultyStore implements InvocationHandler {

	private static final Set<String> FAILING = Set.of("load", "letters", "isWritten", "abandon");

	private static final Set<String> READING = Set.of("load", "run");

	/** What is repeated waits for the rows that a transaction still open has changed. */
	private static final Set<String> REPEATED = Set.of("end", "withdraw");

	private final SimulatedWorld world;

	private final SimulatedNode node;

	private FaultyStore(SimulatedWorld world, SimulatedNode node) {
		this.world = world;
		this.node = node;
	}

	static Store of(SimulatedWorld world, SimulatedNode node) {
		return (Store) Proxy.newProxyInstance(Store.class.getClassLoader(), new Class<?>[] { Store.class },
				new FaultyStore(world, node));
	}

	/**
	 * Return a store that fails only if it is told to.
	 */
	static Store failingWhenTold(SimulatedWorld world) {
		return (Store) Proxy.newProxyInstance(Store.class.getClassLoader(), new Class<?>[] { Store.class },
				(proxy, method, arguments) -> {
					if (world.failsNow(method.getName())) {
						throw world.failure();
					}
					return method.invoke(world.store, arguments);
				});
	}

	@Override
	public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
		if (this.world.withoutFaults) {
			return call(method, arguments);
		}
		if (this.node.isDead() || this.world.fault("crash before ", method.getName(), 0.3)) {
			throw this.node.dies();
		}
		if (this.world.isUnreachable() || this.world.fault("no connection", 0.5)) {
			throw new StoreUnavailableException("no connection", null);
		}
		if (this.world.outage != null) {
			throw this.world.outage;
		}
		if (this.world.failsNow(method.getName())) {
			throw this.world.failure();
		}
		if (!this.world.poison.isEmpty() && READING.contains(method.getName())) {
			failIfPoisoned(arguments[0]);
		}
		if (FAILING.contains(method.getName()) && this.world.fault("failure of the store", 0.5)) {
			throw new StoreException("nobody has thought of this", null);
		}
		switch (method.getName()) {
			case "commit", "claim", "claimSuspect", "abandon", "take", "end", "withdraw" -> {
				return write(method, arguments);
			}
			case "start" -> requireFree((RunStart) arguments[0]);
			case "retire" -> this.world.slotRetired((Fence) arguments[0]);
			case "expire", "leave" -> this.world.nodeExpired((long) arguments[0]);
			default -> {
			}
		}
		return call(method, arguments);
	}

	private void failIfPoisoned(Object asked) throws Throwable {
		for (Object runId : (asked instanceof Collection<?> many) ? many : List.of(asked)) {
			Throwable failure = this.world.poison.get(runId);
			if (failure != null) {
				throw failure;
			}
		}
	}

	private Object write(Method method, Object[] arguments) throws Throwable {
		Set<String> started = started(method, arguments);
		if (method.getName().equals("commit")) {
			note(changes(arguments));
		}
		if (this.world.isStartedByOpenTransaction(started)) {
			return locked(arguments);
		}
		if (this.world.fault("commit lost", 0.5)) {
			throw new OutcomeUnknownException("lost", null);
		}
		if (!REPEATED.contains(method.getName()) && this.world.fault("commit late", 0.5)) {
			Fence fence = (Fence) arguments[0];
			this.world.commitLate(fence, started, true, () -> callQuietly(method, arguments));
			throw new OutcomeUnknownException("late", null);
		}
		if (method.getName().equals("commit") && this.world.fault("commit on its way", 0.5)) {
			this.world.commitOnItsWay(() -> callQuietly(method, arguments));
			throw new OutcomeUnknownException("on its way", null);
		}
		Object reply = call(method, arguments);
		if ((isSome(reply) && this.world.losesReplyNow(method.getName())) || this.world.fault("reply lost", 0.5)) {
			throw new OutcomeUnknownException("no reply", null);
		}
		if (this.world.fault("crash after ", method.getName(), 0.3)) {
			throw this.node.dies();
		}
		return reply;
	}

	/*
	 * A start that nobody owns waits for the same lock, and in vain.
	 */
	private void requireFree(RunStart start) {
		String workflowId = start.run().workflowId();
		if (this.world.isStartedByOpenTransaction(Set.of(workflowId))) {
			this.world.lockedStarts++;
			throw new IdLockedException(workflowId + " is being started by another transaction", null);
		}
	}

	@SuppressWarnings("unchecked")
	private static List<RunChange> changes(Object[] arguments) {
		return (List<RunChange>) arguments[2];
	}

	private void note(List<RunChange> changes) {
		for (RunChange change : changes) {
			if (change.update() instanceof RunUpdate.Stuck stuck) {
				this.world.evidence.add("stuck " + stuck.mark().reason());
			}
		}
	}

	private static Set<String> started(Method method, Object[] arguments) {
		return method.getName().equals("commit")
				? changes(arguments).stream().flatMap(FaultyStore::started).collect(Collectors.toSet()) : Set.of();
	}

	private static Stream<String> started(RunChange change) {
		return Stream.concat(Stream.ofNullable(change.start()), change.starts().stream().map(RunStart::run))
			.map(NewRun::workflowId);
	}

	/*
	 * An id that a transaction still open has started is a lock.
	 */
	private CommitReply locked(Object[] arguments) {
		Map<Integer, Refusal> refusals = new HashMap<>();
		for (int i = 0; i < changes(arguments).size(); i++) {
			if (started(changes(arguments).get(i)).findAny().isPresent()) {
				refusals.put(i, Refusal.LOCKED);
			}
		}
		return new CommitReply(this.world.instant(), refusals);
	}

	private void callQuietly(Method method, Object[] arguments) {
		try {
			call(method, arguments);
		}
		catch (Throwable ex) {
			// a late commit that is refused is what its client hears nobody of
		}
	}

	private static boolean isSome(Object reply) {
		return reply instanceof Collection<?> rows && !rows.isEmpty();
	}

	private Object call(Method method, Object[] arguments) throws Throwable {
		try {
			Object reply = method.invoke(this.world.store, arguments);
			if (method.getName().equals("commit") || (method.getName().equals("claim") && isSome(reply))) {
				this.world.places.check();
			}
			return reply;
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

}
