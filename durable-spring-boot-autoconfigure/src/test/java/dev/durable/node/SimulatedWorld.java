package dev.durable.node;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;

import dev.durable.store.Fence;
import dev.durable.store.InMemoryStore;
import dev.durable.store.StoreException;

/**
 * Everything that would be outside of a node: time, the store, and the order in which
 * steps of all nodes happen. All of it follows from one seed, on one thread.
 */
final class SimulatedWorld implements InstantSource {

	static final Instant EPOCH = Instant.parse("2030-01-01T00:00:00Z");

	private static final long STEP_NANOS_MAX = 200_000;

	final SplittableRandom random;

	final InMemoryStore store = new InMemoryStore(this);

	final List<SimulatedNode> nodes = new ArrayList<>();

	final Set<String> evidence = new HashSet<>();

	final SimulatedPlaces places = new SimulatedPlaces(this);

	/** One source for all nodes, as if their clocks agreed to the millisecond. */
	final Ids ids;

	private final List<Step> steps = new ArrayList<>();

	private final List<LateCommit> lateCommits = new ArrayList<>();

	private long nanos;

	private long unreachableUntil;

	private String failing = "";

	private String unheard = "";

	private Throwable failure = new StoreException("it was told to fail", null);

	/** What each call of the store throws that is about one run, by its id. */
	final Map<UUID, Throwable> poison = new HashMap<>();

	private long order;

	/** Whether what is done now is done by the database itself. */
	boolean withoutFaults;

	double faultRate;

	/** How many starts have waited in vain for a transaction that is still open. */
	int lockedStarts;

	/** What each call of the store throws, or null. */
	RuntimeException outage;

	SimulatedWorld(long seed, double faultRate) {
		this.random = new SplittableRandom(seed);
		this.faultRate = faultRate;
		this.ids = new Ids(() -> this.nanos / 1_000_000, new SplittableRandom(seed));
	}

	@Override
	public Instant instant() {
		return EPOCH.plusNanos(this.nanos / 1000 * 1000);
	}

	long nanos() {
		return this.nanos;
	}

	/**
	 * Nobody reaches the store for a while.
	 */
	void outage(Duration duration) {
		this.unreachableUntil = this.nanos + duration.toNanos();
	}

	/**
	 * Let the next call of a method of the store fail in a way that nobody has thought
	 * of.
	 */
	void failNext(String method) {
		failNext(method, new StoreException("it was told to fail", null));
	}

	void failNext(String method, Throwable failure) {
		this.failing = method;
		this.failure = failure;
	}

	Throwable failure() {
		return this.failure;
	}

	/**
	 * Let the next call of a method of the store that finds something happen without a
	 * reply.
	 */
	void loseReply(String method) {
		this.unheard = method;
	}

	boolean losesReplyNow(String method) {
		boolean loses = method.equals(this.unheard);
		if (loses) {
			this.unheard = "";
		}
		return loses;
	}

	/**
	 * Tell whether the method that is to fail next has not been called yet.
	 */
	boolean isToFail() {
		return !this.failing.isEmpty();
	}

	boolean failsNow(String method) {
		boolean fails = method.equals(this.failing);
		if (fails) {
			this.failing = "";
		}
		return fails;
	}

	boolean isUnreachable() {
		return this.nanos < this.unreachableUntil;
	}

	/**
	 * Decide whether a fault happens here.
	 */
	boolean fault(String kind, double weight) {
		return fault(kind, "", weight);
	}

	/**
	 * Decide whether a fault happens here, which is rare: its name is made up then only.
	 */
	boolean fault(String kind, String where, double weight) {
		boolean happens = this.random.nextDouble() < this.faultRate * weight;
		if (happens) {
			this.evidence.add(kind + where);
		}
		return happens;
	}

	Duration delay(int millisMax) {
		return Duration.ofMillis(this.random.nextInt(millisMax));
	}

	/**
	 * Let any of the nodes do something.
	 */
	SimulatedNode ask(Consumer<SimulatedNode> question) {
		SimulatedNode node = this.nodes.get(this.random.nextInt(this.nodes.size()));
		add(node, Duration.ZERO, () -> question.accept(node));
		return node;
	}

	Runnable add(SimulatedNode node, Duration delay, Runnable action) {
		long wait = (delay.compareTo(Duration.ofDays(1_000)) > 0) ? Duration.ofDays(1_000).toNanos() : delay.toNanos();
		Step step = new Step(node, this.nanos + Math.max(wait, 0), this.order++, action);
		this.steps.add(step);
		return () -> this.steps.removeIf((other) -> other == step);
	}

	/**
	 * Let one step happen, of a node that is not paused; let time pass until there is
	 * one.
	 */
	void step() {
		int ready = ready();
		while (ready == 0) {
			this.nanos = earliest();
			ready = ready();
		}
		Step step = this.steps.remove(place(this.random.nextInt(ready)));
		this.nanos += this.random.nextLong(STEP_NANOS_MAX);
		try {
			step.action().run();
		}
		catch (SimulatedCrash ex) {
			// the engine may catch it, too, as it does with every failure of a step
		}
		if (step.node() != null && step.node().isDead()) {
			step.node().crash();
		}
	}

	private int ready() {
		int count = 0;
		for (Step step : this.steps) {
			count += (step.earliest() <= this.nanos) ? 1 : 0;
		}
		return count;
	}

	private long earliest() {
		if (this.steps.isEmpty()) {
			throw new AssertionError("nothing is left to happen");
		}
		long earliest = Long.MAX_VALUE;
		for (Step step : this.steps) {
			earliest = Math.min(earliest, step.earliest());
		}
		return earliest;
	}

	/**
	 * Return where a step is that is ready.
	 * @param before how many of those come before it
	 */
	private int place(int before) {
		int place = -1;
		for (int found = 0; found <= before; found++) {
			place++;
			while (this.steps.get(place).earliest() > this.nanos) {
				place++;
			}
		}
		return place;
	}

	void removeSteps(SimulatedNode node) {
		this.steps.removeIf((step) -> step.node() == node);
	}

	/**
	 * A commit whose client has gone away, but which the database may still carry out.
	 * @param started the workflow ids it starts, which are locked until then
	 * @param holdsFence whether it holds the lock of its fence row already; else it takes
	 * it when it comes to commit
	 */
	void commitLate(Fence fence, Set<String> started, boolean holdsFence, Runnable commit) {
		LateCommit late = new LateCommit(fence, started, holdsFence, commit);
		this.lateCommits.add(late);
		add(null, Duration.ofMillis(this.random.nextInt(20_000)), () -> {
			if (this.lateCommits.remove(late)) {
				late.commit().run();
			}
		});
	}

	/**
	 * A commit that was sent as a whole and has not reached the database yet: nothing
	 * waits for it, and it comes whenever it comes.
	 */
	void commitOnItsWay(Runnable commit) {
		add(null, Duration.ofMillis(this.random.nextInt(20_000)), commit);
	}

	/**
	 * A transaction of somebody else has started a workflow id, and stays open.
	 */
	void startInOpenTransaction(String workflowId) {
		this.lateCommits.add(new LateCommit(new Fence(-1, 0), Set.of(workflowId), true, () -> {
		}));
	}

	boolean isStartedByOpenTransaction(Set<String> workflowIds) {
		return this.lateCommits.stream().anyMatch((late) -> !Collections.disjoint(late.started(), workflowIds));
	}

	/**
	 * The row of a slot is deleted: what holds its lock commits first or breaks off, and
	 * nothing else comes of that connection.
	 */
	void slotRetired(Fence fence) {
		settle((late) -> late.fence().equals(fence));
	}

	/**
	 * All rows of a node are deleted: what holds a lock commits first or breaks off; what
	 * does not may still come, and must find the row gone.
	 */
	void nodeExpired(long nodeId) {
		settle((late) -> late.fence().nodeId() == nodeId && late.holdsFence());
	}

	/**
	 * Whatever the database may still carry out, it does now.
	 * @return whether there was anything
	 */
	boolean carryOutLateCommits() {
		boolean any = !this.lateCommits.isEmpty();
		while (!this.lateCommits.isEmpty()) {
			this.lateCommits.remove(0).commit().run();
		}
		return any;
	}

	private void settle(Predicate<LateCommit> which) {
		for (LateCommit late : List.copyOf(this.lateCommits)) {
			if (which.test(late)) {
				this.lateCommits.remove(late);
				if (this.random.nextBoolean()) {
					late.commit().run();
				}
			}
		}
	}

	private record Step(SimulatedNode node, long at, long order, Runnable action) {

		long earliest() {
			return (this.node != null) ? Math.max(this.at, this.node.pausedUntil()) : this.at;
		}

	}

	private record LateCommit(Fence fence, Set<String> started, boolean holdsFence, Runnable commit) {

	}

}
