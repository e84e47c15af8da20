package dev.durable.node;

import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import dev.durable.store.ClaimFilter;
import dev.durable.store.FenceLostException;
import dev.durable.store.Letter;
import dev.durable.store.LetterRef;
import dev.durable.store.StoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for work in the store: parked runs that are due or have letters, letters for the
 * runs of this node, the ends of runs of other nodes that somebody here waits for. It
 * looks by state, never past a mark; hints only make it look earlier.
 */
final class Poller {

	private static final Logger logger = LoggerFactory.getLogger(Poller.class);

	private static final int REST_INTERVALS_MAX = 10;

	private static final int LETTERS_MAX = 1_000;

	private final NodeContext node;

	private final ResultLookup results;

	private final Answers answers;

	private final IdleRuns idleRuns;

	private final Adoption adoption;

	private final Restarts restarts;

	private final ClaimFilter filter;

	private final AtomicBoolean hinted = new AtomicBoolean();

	private final AtomicBoolean hintedByOthers = new AtomicBoolean();

	private final AtomicBoolean orphaned = new AtomicBoolean();

	private volatile boolean claimInDoubt;

	private volatile boolean owner = true;

	private long lastTrouble;

	private volatile long goodNanos;

	private final Rest rest;

	/** How many suspect runs are tried at a time. */
	private int trials = 1;

	private volatile @Nullable String trouble;

	private @Nullable String failed;

	private volatile boolean closed;

	Poller(NodeContext node, Results results, Answers answers) {
		this.node = node;
		this.filter = new ClaimFilter(node.registry().workflows().keySet(), node.settings().queues(),
				node.settings().buildId(), node.settings().timeoutGrace(), node.settings().pollBatch());
		this.results = new ResultLookup(node, results, this::findResults);
		this.answers = answers;
		this.idleRuns = new IdleRuns(node);
		this.adoption = new Adoption(node);
		this.restarts = new Restarts(node, this::hint);
		this.lastTrouble = node.executor().nanos();
		this.goodNanos = this.lastTrouble;
		this.rest = new Rest(node);
	}

	/**
	 * Return after which time without a good poll something is wrong: a slow poll rests
	 * longer, and a store that does not answer for as long as a lease is in trouble.
	 */
	static Duration patience(NodeSettings settings) {
		return settings.leaseDuration().plus(settings.pollInterval().multipliedBy(REST_INTERVALS_MAX));
	}

	/**
	 * Return the time since the last good poll began.
	 */
	Duration age() {
		return Duration.ofNanos(this.node.executor().nanos() - this.goodNanos);
	}

	/**
	 * Return what has failed in the last poll, or null if nothing has.
	 */
	@Nullable String trouble() {
		String own = this.trouble;
		return (own != null) ? own : this.node.routed().taker().trouble();
	}

	void start() {
		this.node.executor().execute(Lane.POLL, this::step);
	}

	void close() {
		this.closed = true;
	}

	/**
	 * There may be runs to claim, letters or results to hand on: look soon. Many hints
	 * make one look.
	 */
	void hint() {
		if (!this.closed && this.hinted.compareAndSet(false, true)) {
			this.node.executor().execute(Lane.POLL, this::look);
		}
	}

	/**
	 * Runs of a node that is gone are free: they are claimed before anything else is
	 * looked for, as they have waited for a whole lease already.
	 */
	void freed() {
		this.node.executor().execute(Lane.POLL, () -> {
			if (poll()) {
				hintBehindWork();
			}
		});
	}

	/*
	 * There is more to claim than was taken: it is claimed when the workers have come to
	 * what was taken. Else all that is due would come before what somebody starts now.
	 */
	private void hintBehindWork() {
		this.node.executor().execute(Lane.TURN, this::hint);
	}

	/**
	 * Another node has written something. Busy nodes give many hints, so a look for their
	 * sake is not repeated before twenty times as long as it has taken.
	 */
	void hintByOthers() {
		if (!this.closed && this.hintedByOthers.compareAndSet(false, true)) {
			this.node.executor().schedule(Lane.POLL, this.rest.left(), this::lookForOthers);
		}
	}

	private void lookForOthers() {
		this.hintedByOthers.set(false);
		this.node.routed().taker().hinted();
		this.rest.after(this::look);
	}

	private void look() {
		this.hinted.set(false);
		if (!this.closed && !this.node.isGone()) {
			long begin = this.node.executor().nanos();
			guarded("letters of own runs", this::deliverLetters);
			findResults();
			guarded("answers", this::findAnswers);
			int claimed = claimDue();
			guarded("runs that it still has", this::lookWhatIsLeft);
			this.node.routed().taker().takeIfHinted();
			polled(claimed, begin);
			if (isMore(claimed)) {
				hintBehindWork();
			}
		}
	}

	private void polled(int claimed, long begin) {
		this.node.listener().polled(claimed > 0, this.node.executor().nanos() - begin);
	}

	private boolean isMore(int claimed) {
		return claimed >= this.node.settings().pollBatch();
	}

	private boolean mayClaim() {
		return this.node.isLeaseHeld() && !this.node.isDrained() && this.node.hasRoomOrAwaitsIt();
	}

	/**
	 * This node may own runs that are not in memory: look for them.
	 */
	void adoptOwned() {
		if (this.orphaned.compareAndSet(false, true)) {
			this.node.executor().execute(Lane.POLL, () -> {
				this.orphaned.set(false);
				this.claimInDoubt = true;
				poll();
			});
		}
	}

	private void step() {
		if (this.closed || this.node.isGone()) {
			return;
		}
		long begin = this.node.executor().nanos();
		boolean more = false;
		this.failed = null;
		try {
			more = poll();
			this.trouble = this.failed;
			if (this.failed == null) {
				this.goodNanos = begin;
			}
		}
		finally {
			Duration took = Duration.ofNanos(this.node.executor().nanos() - begin);
			this.node.executor().schedule(Lane.POLL, rest(took), this::step);
			if (more) {
				hintBehindWork();
			}
		}
	}

	/*
	 * A slow poll is repeated later, so that it does not keep the store busy; but not so
	 * late that one that was slow by chance keeps runs waiting.
	 */
	private Duration rest(Duration took) {
		Duration interval = this.node.settings().pollInterval();
		Duration rest = took.multipliedBy(Rest.FACTOR);
		Duration longest = interval.multipliedBy(REST_INTERVALS_MAX);
		rest = (rest.compareTo(longest) > 0) ? longest : rest;
		return (rest.compareTo(interval) > 0) ? rest : interval;
	}

	/*
	 * Each part is on its own: trouble with one must not keep the others from being done.
	 */
	private boolean poll() {
		if (this.closed || this.node.isGone()) {
			return false;
		}
		long begin = this.node.executor().nanos();
		int claimed = claimDue();
		claimSuspects();
		guarded("runs that it still has", this::lookWhatIsLeft);
		this.node.routed().taker().poll();
		guarded("letters of own runs", this::deliverLetters);
		guarded("letters that nobody can take", this::sortLetters);
		guarded("runs of unknown types", this::markUnknownTypes);
		guarded("orders to start runs", this::restart);
		guarded("results", this.results::look);
		guarded("answers", this::findAnswers);
		this.idleRuns.park();
		polled(claimed, begin);
		return isMore(claimed);
	}

	private void guarded(String what, Runnable part) {
		try {
			part.run();
		}
		catch (FenceLostException ex) {
			this.node.lost();
		}
		catch (StoreException ex) {
			if (this.closed) {
				return; // The store may go before the last poll has ended
			}
			this.failed = "could not look for " + what + ": " + ex.getMessage();
			logger.warn("The poller could not look for {}: {}", what, ex.getMessage());
		}
		catch (RuntimeException | Error ex) {
			this.failed = "failed when it looked for " + what + ": " + ex;
			logger.error("The poller failed when it looked for {}", what, ex);
		}
	}

	private int claimDue() {
		if (mayClaim()) {
			return claim("due runs",
					() -> this.node.store().claim(this.node.fence(NodeSettings.POLL_SLOT), this.filter));
		}
		if (this.claimInDoubt && this.node.isDrained()) {
			guarded("runs that it may have claimed", this::adoptAfterDoubt);
		}
		return 0;
	}

	private int claim(String what, Supplier<Collection<UUID>> claiming) {
		int[] claimed = new int[1];
		guarded(what, () -> {
			if (this.claimInDoubt) {
				adoptAfterDoubt();
			}
			this.claimInDoubt = true;
			Collection<UUID> runs = claiming.get();
			this.adoption.adopt(runs);
			claimed[0] = runs.size();
			this.claimInDoubt = false;
		});
		return claimed[0];
	}

	/*
	 * One in a lease at first: if it ends this node, it is known which one it was; and
	 * one that stays in memory keeps no other from being tried. While this node lives,
	 * twice as many each time: something else may have ended the nodes of many runs.
	 */
	private void claimSuspects() {
		long now = this.node.executor().nanos();
		if (this.node.residents().values().stream().anyMatch((run) -> run.halt().isSuspect(now))) {
			return;
		}
		int claimed = 0;
		while (claimed < this.trials && mayClaim() && !this.claimInDoubt && claimSuspect() > 0) {
			claimed++;
		}
		if (claimed == this.trials) {
			this.trials = Math.min(2 * this.trials, this.node.settings().pollBatch());
		}
	}

	private int claimSuspect() {
		return claim("suspect runs",
				() -> this.node.store()
					.claimSuspect(this.node.fence(NodeSettings.POLL_SLOT), this.filter)
					.stream()
					.toList());
	}

	/*
	 * A claim whose outcome is unknown: nothing of it can commit any more once its slot
	 * is retired; what it has claimed is owned by this node and not in memory.
	 */
	private void adoptAfterDoubt() {
		this.node.store().retire(this.node.fence(NodeSettings.POLL_SLOT));
		this.adoption.adopt(this.node.store().owned(this.node.nodeId()));
		this.claimInDoubt = false;
	}

	/**
	 * This node is about to be drained: whether it owns anything is to be found out.
	 */
	void mayOwn() {
		this.owner = true;
	}

	/**
	 * Tell whether this node, which is drained, may still own a run, in memory or not.
	 */
	boolean isOwner() {
		return this.owner || this.claimInDoubt;
	}

	private void lookWhatIsLeft() {
		if (this.node.isDrained() && this.owner) {
			this.owner = !this.node.store().owned(this.node.nodeId()).isEmpty();
		}
	}

	private void deliverLetters() {
		for (UUID runId : this.node.store().runsWithLetters(this.node.nodeId(), LETTERS_MAX)) {
			ResidentRun run = this.node.residents().get(runId);
			if (run != null) {
				run.lettersArrived();
			}
		}
	}

	private void sortLetters() {
		int dead = this.node.store().sort(this.node.fence(NodeSettings.POLL_SLOT), LETTERS_MAX);
		if (dead > 0) {
			this.node.listener().deadLetters(true, dead);
			logger.warn("{} letters came after their workflow had closed; they are kept as dead letters", dead);
		}
	}

	private void markUnknownTypes() {
		long now = this.node.executor().nanos();
		if (now - this.lastTrouble > this.node.settings().leaseDuration().toNanos()) {
			this.lastTrouble = now;
			int marked = this.node.store()
				.markUnknownTypes(this.node.fence(NodeSettings.POLL_SLOT), this.node.settings().leaseDuration());
			if (marked > 0) {
				logger.warn("{} runs are due whose workflow type no live node has code for", marked);
			}
			adoptLost();
		}
	}

	/*
	 * A run of this node that is not in its memory, for whatever reason, would wait for
	 * ever. It is rare, so most of what is found has only just closed or left.
	 */
	private void adoptLost() {
		this.adoption.adopt(this.node.store()
			.owned(this.node.nodeId())
			.stream()
			.filter((runId) -> !this.node.residents().containsKey(runId))
			.toList());
	}

	private void restart() {
		for (Letter order : this.node.store().deadRestarts(LETTERS_MAX)) {
			guarded("an order to start a run", () -> this.restarts.carryOut(order));
		}
	}

	/**
	 * Somebody waits for the end of a run that is not in this memory: it may be over.
	 * Called on the thread of whoever waits.
	 */
	void awaited(UUID runId) {
		try {
			this.results.look(Set.of(runId));
		}
		catch (StoreException ex) {
			hint();
		}
	}

	private void findResults() {
		if (!this.closed && !this.node.isGone()) {
			guarded("results", this.results::lookRested);
		}
	}

	private void findAnswers() {
		Set<LetterRef> awaited = this.answers.awaited();
		if (!awaited.isEmpty()) {
			this.node.store().settled(awaited).forEach(this.answers::settled);
		}
	}

}
