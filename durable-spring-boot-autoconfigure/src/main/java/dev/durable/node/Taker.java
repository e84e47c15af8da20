package dev.durable.node;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

import dev.durable.history.Precedence;
import dev.durable.store.AttemptFilter;
import dev.durable.store.AttemptLimit;
import dev.durable.store.AttemptRef;
import dev.durable.store.Fence;
import dev.durable.store.FenceLostException;
import dev.durable.store.StoreException;
import dev.durable.store.TakenAttempt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes attempts from the queues that this node serves.
 * <p>
 * As long as somebody keeps a transaction open, the database walks through all that was
 * ever offered since. So a look at the whole of a queue becomes rare when it takes long;
 * others pass by what was due before all that has been taken. What they miss, as it was
 * offered much later than it was due, the next look at the whole finds: it goes by state.
 */
final class Taker {

	private static final Logger logger = LoggerFactory.getLogger(Taker.class);

	private static final int BATCH_MAX = 100;

	/**
	 * How many times as long as a look at the whole of the queues has taken there is no
	 * other.
	 */
	private static final int REST_FACTOR = 200;

	private static final Duration REST_MAX = Duration.ofMinutes(5);

	/**
	 * How much later than it is due an attempt may be offered and still be seen at once.
	 */
	private static final Duration LATE = Duration.ofSeconds(10);

	private final NodeContext node;

	private final RoutedAttempts routed;

	private final Set<String> plain;

	private final Set<String> transactional;

	private final Map<String, AttemptLimit> limits;

	/** The fairness key that this node has served last, by priority. */
	private final Map<Integer, String> served = new HashMap<>();

	private final AtomicBoolean toTake = new AtomicBoolean();

	private final AtomicBoolean toPoll = new AtomicBoolean();

	private final Rest wholeRest;

	private final Rest unwantedRest;

	private volatile boolean inDoubt;

	private volatile boolean hinted;

	/** Whether there may be more than there was room for. */
	private volatile boolean left;

	private volatile @Nullable String trouble;

	/** What was due before was taken, or left for a reason that does not end soon. */
	private Instant since = Instant.EPOCH;

	/** Whether the next look is at the whole of the queues. */
	private boolean whole = true;

	Taker(NodeContext node, RoutedAttempts routed) {
		this.node = node;
		this.routed = routed;
		this.plain = activities(node.registry(), false);
		this.transactional = activities(node.registry(), true);
		this.limits = limits(node.registry());
		this.wholeRest = new Rest(node, REST_FACTOR, REST_MAX);
		this.unwantedRest = new Rest(node, Rest.FACTOR, REST_MAX);
	}

	private static Set<String> activities(Registry registry, boolean transactional) {
		return registry.activities()
			.entrySet()
			.stream()
			.filter((activity) -> (activity.getValue().transaction() != null) == transactional)
			.map(Map.Entry::getKey)
			.collect(Collectors.toUnmodifiableSet());
	}

	private static Map<String, AttemptLimit> limits(Registry registry) {
		Map<String, AttemptLimit> limits = new HashMap<>();
		registry.activities().forEach((name, activity) -> {
			if (activity.limit() != null) {
				limits.put(name, activity.limit());
			}
		});
		return Map.copyOf(limits);
	}

	/**
	 * Tell whether somebody may wait for the end of an attempt, here or elsewhere, as it
	 * counts for a limit.
	 */
	boolean hasLimits() {
		return !this.limits.isEmpty();
	}

	/**
	 * Tell whether this node may have taken attempts that it does not know.
	 */
	boolean isInDoubt() {
		return this.inDoubt;
	}

	/**
	 * Return what has failed since the last poll, or null if nothing has.
	 */
	@Nullable String trouble() {
		return this.trouble;
	}

	/**
	 * There may be attempts to take, which is looked for with the next reason to look.
	 * Never for a node that has no activities: it would not find any and look for ever.
	 */
	void hinted() {
		this.hinted = !this.plain.isEmpty() || !this.transactional.isEmpty();
	}

	/**
	 * There may be attempts to take: look soon.
	 */
	void hint() {
		hinted();
		takeIfHinted();
	}

	/**
	 * There is room for more than before: take what was left for want of it.
	 */
	void roomAgain() {
		this.hinted |= this.left;
		takeIfHinted();
	}

	/**
	 * Take attempts soon, if there may be any. May be called by any thread.
	 */
	void takeIfHinted() {
		if (this.hinted) {
			once(this.toTake, this::takeAndGoOn);
		}
	}

	/**
	 * Look soon for attempts to take, and for those that nobody wants any more. May be
	 * called by any thread.
	 */
	void poll() {
		once(this.toPoll, this::look);
	}

	/**
	 * This node hands over what it has: find out soon what that is.
	 */
	void settle() {
		if (this.inDoubt) {
			poll();
		}
	}

	private void once(AtomicBoolean asked, Runnable step) {
		if (asked.compareAndSet(false, true)) {
			this.node.executor().execute(Lane.QUEUE, () -> {
				asked.set(false);
				step.run();
			});
		}
	}

	private void look() {
		this.trouble = null;
		if (this.unwantedRest.left().isZero()) {
			guarded("attempts that nobody wants any more", () -> this.unwantedRest.after(this.routed::look));
		}
		this.whole |= this.wholeRest.left().isZero();
		takeAndGoOn();
	}

	/*
	 * If there may be more, it is taken when the workers have come to what was taken.
	 */
	private void takeAndGoOn() {
		if (guarded("attempts of queues", this::take) && this.hinted && this.node.activities().room() > 0) {
			this.node.executor().execute(Lane.TURN, this::takeIfHinted);
		}
	}

	private boolean guarded(String what, Runnable part) {
		try {
			if (!this.node.isGone()) {
				part.run();
				return true;
			}
		}
		catch (FenceLostException ex) {
			this.node.lost();
		}
		catch (StoreException ex) {
			this.trouble = "could not look for " + what + ": " + ex.getMessage();
			logger.warn("This node could not look for {}: {}", what, ex.getMessage());
		}
		catch (RuntimeException | Error ex) {
			this.trouble = "failed when it looked for " + what + ": " + ex;
			logger.error("This node failed when it looked for {}", what, ex);
		}
		return false;
	}

	/*
	 * Take attempts that are due, as many as there is room for.
	 */
	private void take() {
		int room = Math.min(this.node.activities().room(), BATCH_MAX);
		if (this.inDoubt && (room > 0 || this.node.isHandingOver())) {
			settleDoubt();
		}
		this.left = true;
		if (room < 1) {
			return;
		}
		Instant now = this.node.clock().now();
		this.hinted = false;
		this.left = false;
		this.inDoubt = true;
		this.routed.begin(this.whole ? takeOfWhole(room) : take(room, this.since));
		this.inDoubt = false;
		if (!this.left && !hasLimits()) {
			this.since = now.minus(LATE);
		}
	}

	private List<AttemptRef> takeOfWhole(int room) {
		List<AttemptRef> taken = new ArrayList<>();
		this.wholeRest.after(() -> taken.addAll(take(room, Instant.EPOCH)));
		this.whole = false;
		return taken;
	}

	/*
	 * There are few slots for transactional ones: what is taken beyond them would wait
	 * here, where others might begin it, and in the place of what could begin.
	 */
	private List<AttemptRef> take(int room, Instant from) {
		int slots = Math.min(room, this.node.activities().transactionalRoom());
		List<AttemptRef> taken = new ArrayList<>(take(this.transactional, slots, from));
		taken.addAll(take(this.plain, room - taken.size(), from));
		return taken;
	}

	private List<AttemptRef> take(Set<String> activities, int room, Instant from) {
		if (activities.isEmpty()) {
			return List.of();
		}
		List<AttemptRef> taken = (room > 0) ? this.node.store()
			.take(fence(),
					new AttemptFilter(this.node.settings().queues(), activities, this.limits, room, this.served, from))
				: List.of();
		if (taken.size() >= room) {
			this.left = true;
			this.hinted |= room > 0;
		}
		return taken;
	}

	/*
	 * Nothing of the take in doubt can commit any more once its slot is retired; what it
	 * has taken belongs to this node and is not known here.
	 */
	private void settleDoubt() {
		this.node.store().retire(fence());
		this.routed.begin(this.node.store().taken(this.node.nodeId()).stream().map(TakenAttempt::ref).toList());
		this.inDoubt = false;
	}

	/**
	 * Note who was served: the turn is of those that follow.
	 */
	void served(Precedence precedence) {
		String key = precedence.fairnessKey();
		this.served.put(precedence.priority(), (key != null) ? key : "");
	}

	private Fence fence() {
		return this.node.fence(NodeSettings.QUEUE_SLOT);
	}

}
