package dev.durable.node;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

import dev.durable.history.FailureInfo;
import dev.durable.store.ActivityRow;
import dev.durable.store.FenceLostException;
import dev.durable.store.NewLetter;
import dev.durable.store.OutcomeUnknownException;
import dev.durable.store.StoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs attempts of activities, so many at a time. An attempt is handed over after its
 * beginning is durable, and begins only while the lease is held.
 */
final class ActivityRunner {

	private static final Logger logger = LoggerFactory.getLogger(ActivityRunner.class);

	private static final Duration UNAVAILABLE_WAIT = Duration.ofMillis(500);

	private static final int GIVE_UP_DOUBLINGS_MAX = 5;

	private final NodeContext node;

	private final Object lock = new Object();

	private final Backlog waitingPlain = new Backlog();

	private final Backlog waitingTransactional = new Backlog();

	private final Deque<Integer> freeSlots = new ArrayDeque<>();

	private final Set<Execution> running = new HashSet<>();

	private boolean closed;

	ActivityRunner(NodeContext node) {
		this.node = node;
		for (int i = 0; i < node.settings().transactionalSlots(); i++) {
			this.freeSlots.add(NodeSettings.ATTEMPT_SLOT + i);
		}
	}

	/**
	 * Take an attempt, to be run as soon as there is room.
	 */
	Execution begin(AttemptOwner owner, Attempt attempt) {
		RegisteredActivity activity = this.node.registry().activities().get(attempt.command().activity());
		Execution execution = new Execution(this.node, owner, attempt, activity);
		boolean late;
		synchronized (this.lock) {
			late = isClosed();
			if (!late) {
				(execution.isTransactional() ? this.waitingTransactional : this.waitingPlain).add(execution);
			}
		}
		if (late) {
			execution.notBegun();
		}
		pump();
		return execution;
	}

	/**
	 * Begin what may begin.
	 */
	void pump() {
		while (true) {
			Execution next;
			synchronized (this.lock) {
				next = next();
				if (next == null) {
					return;
				}
				this.running.add(next);
			}
			this.node.executor().executeNext(Lane.ACTIVITY, () -> run(next));
		}
	}

	private @Nullable Execution next() {
		if (isClosed() || !this.node.isLeaseHeld() || this.running.size() >= this.node.settings().maxActivities()) {
			return null;
		}
		Integer slot = this.freeSlots.peek();
		if (slot != null && !this.waitingTransactional.isEmpty()) {
			this.freeSlots.remove();
			Execution execution = Objects.requireNonNull(this.waitingTransactional.poll(), "execution");
			execution.slot(slot);
			return execution;
		}
		return this.waitingPlain.poll();
	}

	private void ended(Execution execution) {
		synchronized (this.lock) {
			this.running.remove(execution);
			if (execution.slot() >= 0) {
				this.freeSlots.add(execution.slot());
			}
		}
		ResidentRun maker = execution.owner().resident();
		ResidentRun current = this.node.residents().get(execution.owner().identity().runId());
		if (maker != null && current != null && current != maker) {
			current.tell(new Message.Park());
		}
		pump();
	}

	private void run(Execution execution) {
		if (execution.run()) {
			ended(execution);
		}
		else {
			this.node.executor().execute(Lane.EXPIRY, () -> settle(execution));
		}
	}

	/**
	 * Tell whether a transactional attempt of a run is left here from before the run was
	 * dropped from memory. It may commit as long as this node has its fence, so the run
	 * must not go to another one before.
	 */
	boolean hasLeftover(ResidentRun run) {
		synchronized (this.lock) {
			return this.freeSlots.size() < this.node.settings().transactionalSlots() && this.running.stream()
				.anyMatch((execution) -> execution.isTransactional() && execution.owner().resident() != null
						&& execution.owner().resident() != run
						&& execution.owner().identity().runId().equals(run.runId()));
		}
	}

	/**
	 * Find an attempt that runs here, though nobody in memory may know of it any more.
	 */
	@Nullable Execution find(UUID runId, long activityId, int number) {
		synchronized (this.lock) {
			return this.running.stream()
				.filter((execution) -> execution.activityId() == activityId && execution.number() == number
						&& execution.owner().identity().runId().equals(runId))
				.findAny()
				.orElse(null);
		}
	}

	/*
	 * The commit of the attempt may or may not have happened. Its slot is retired, so
	 * that it cannot happen any more, which may have to wait for it; then it is given up,
	 * which tells.
	 */
	private void settle(Execution execution) {
		try {
			this.node.store().retire(execution.fence());
		}
		catch (FenceLostException ex) {
			this.node.lost();
			ended(execution);
			return;
		}
		catch (StoreException ex) {
			this.node.executor().schedule(Lane.EXPIRY, UNAVAILABLE_WAIT, () -> settle(execution));
			return;
		}
		FailureInfo failure = FailureInfo.application(OutcomeUnknownException.class.getName(),
				"The connection was lost while attempt " + execution.number() + " of '" + execution.name()
						+ "' committed; it has not committed.");
		Message.AttemptFailed failed = new Message.AttemptFailed(execution.activityId(), execution.number(), failure,
				true, null);
		this.node.executor().execute(Lane.POLL, () -> {
			execution.owner().doubted(execution, failed);
			ended(execution);
		});
	}

	/**
	 * Give up an attempt that may still commit, or be completed by its token: the run is
	 * told of it only if it can no longer.
	 * @param silent whether the attempt is given up because nothing was heard of it; it
	 * may have been heard of elsewhere
	 */
	void giveUp(ResidentRun owner, Attempt attempt, Message.AttemptFailed failed, boolean silent) {
		GivenUp what = new GivenUp(owner, attempt.execution, failed, attempt.later,
				silent ? attempt.settings().heartbeat() : null);
		this.node.executor().execute(Lane.POLL, () -> resolve(what, 1));
	}

	/**
	 * Find out whether an attempt of a run in memory has committed, by giving it up.
	 */
	void resolve(ResidentRun owner, Execution execution, Message.AttemptFailed failed) {
		resolve(new GivenUp(owner, execution, failed, false, null), 1);
	}

	/**
	 * Return how many more attempts could begin.
	 */
	int room() {
		synchronized (this.lock) {
			boolean open = !isClosed() && this.node.isLeaseHeld();
			return open ? this.node.settings().maxActivities() - this.running.size() - this.waitingPlain.size()
					- this.waitingTransactional.size() : 0;
		}
	}

	/**
	 * Return how many more transactional attempts could begin.
	 */
	int transactionalRoom() {
		synchronized (this.lock) {
			return Math.min(room(), this.freeSlots.size() - this.waitingTransactional.size());
		}
	}

	/*
	 * Who is about to complete an attempt may have a transaction open for long. Each look
	 * keeps the poller for a moment, so they become rare.
	 */
	private void resolve(GivenUp what, int tries) {
		try {
			if (!isAlive(what)) {
				abandon(what);
			}
		}
		catch (FenceLostException ex) {
			this.node.lost();
		}
		catch (StoreException ex) {
			logger.warn("An attempt could not be given up yet: {}", ex.getMessage());
			Duration wait = UNAVAILABLE_WAIT.multipliedBy(1L << Math.min(tries - 1, GIVE_UP_DOUBLINGS_MAX));
			this.node.executor().schedule(Lane.POLL, wait, () -> resolve(what, tries + 1));
		}
	}

	/*
	 * What has been said by the token is in the row only.
	 */
	private boolean isAlive(GivenUp what) {
		if (!what.later()) {
			return false;
		}
		byte[] details = null;
		for (ActivityRow row : this.node.store().activities(what.owner().runId())) {
			details = (row.activityId() == what.failed().activityId()) ? row.details() : details;
		}
		Heartbeat heard = Heartbeat.read(details);
		if (heard != null && details != null) {
			what.owner().tell(new Message.AttemptHeard(what.failed().activityId(), what.failed().attempt(), details));
		}
		return heard != null && what.silence() != null
				&& Times.plus(heard.at(), what.silence()).isAfter(this.node.clock().now());
	}

	private void abandon(GivenUp what) {
		Message.AttemptFailed failed = what.failed();
		NewLetter abandonment = what.owner().attempts().letters().abandonment(failed.activityId(), failed.attempt());
		if (this.node.store().abandon(this.node.fence(NodeSettings.POLL_SLOT), abandonment)) {
			if (what.execution() != null) {
				what.execution().abandon();
			}
			what.owner().tell(new Message.AttemptGivenUp(failed));
		}
		else {
			what.owner().tell(new Message.AttemptEnded(failed.activityId(), failed.attempt()));
		}
	}

	int running() {
		synchronized (this.lock) {
			return this.running.size();
		}
	}

	int waiting() {
		synchronized (this.lock) {
			return this.waitingPlain.size() + this.waitingTransactional.size();
		}
	}

	/**
	 * Begin nothing more.
	 */
	void close() {
		synchronized (this.lock) {
			this.closed = true;
		}
		giveUpUnbegun();
	}

	/*
	 * A drained node may take work again, one that stops does not.
	 */
	private boolean isClosed() {
		return this.closed || this.node.isDrained();
	}

	/**
	 * Let those who wait know that their attempts do not begin here.
	 */
	void giveUpUnbegun() {
		List<Execution> unbegun = new ArrayList<>();
		synchronized (this.lock) {
			unbegun.addAll(this.waitingPlain.clear());
			unbegun.addAll(this.waitingTransactional.clear());
		}
		unbegun.forEach(Execution::notBegun);
	}

	/**
	 * Interrupt all that runs.
	 */
	void interruptAll() {
		Set<Execution> all;
		synchronized (this.lock) {
			all = new HashSet<>(this.running);
		}
		all.forEach(Execution::abandon);
	}

	/**
	 * An attempt that is to be given up.
	 *
	 * @param owner its run
	 * @param execution its execution, or null if it is none here
	 * @param failed what the run is told
	 * @param later whether it is to be completed by its token
	 * @param silence after how long a silence it is given up, or null if for another
	 * reason
	 */
	private record GivenUp(ResidentRun owner, @Nullable Execution execution, Message.AttemptFailed failed,
			boolean later, @Nullable Duration silence) {
	}

}
