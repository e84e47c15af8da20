package dev.durable.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.durable.history.FailureInfo;
import dev.durable.history.FailureKind;
import dev.durable.history.Incoming;
import dev.durable.store.AttemptRef;
import dev.durable.store.EndedAttempt;
import dev.durable.store.Fence;
import dev.durable.store.FenceLostException;
import dev.durable.store.LetterKind;
import dev.durable.store.LoadedAttempt;
import dev.durable.store.NewLetter;
import dev.durable.store.Routing;
import dev.durable.store.RoutingState;
import dev.durable.store.StoreException;
import dev.durable.store.TakenAttempt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The attempts that this node has taken from the queues it serves. Everything here
 * happens on one lane, so what is read of the rows fits what is known here; and on no
 * other's, so that no attempt waits for a slow poll.
 */
final class RoutedAttempts {

	private static final Logger logger = LoggerFactory.getLogger(RoutedAttempts.class);

	private static final Duration UNAVAILABLE_WAIT = Duration.ofMillis(500);

	private static final int BATCH_MAX = 100;

	private final NodeContext node;

	private final Taker taker;

	private final Map<AttemptRef, RoutedAttempt> running = new ConcurrentHashMap<>();

	private final Queue<EndedAttempt> ended = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean ending = new AtomicBoolean();

	RoutedAttempts(NodeContext node) {
		this.node = node;
		this.taker = new Taker(node, this);
	}

	boolean isEmpty() {
		return this.running.isEmpty();
	}

	/**
	 * Tell whether this node has taken nothing that has not ended. May be called by any
	 * thread.
	 */
	boolean isIdle() {
		return !this.taker.isInDoubt() && isEmpty();
	}

	/*
	 * There is room again, and the run that is told may be of another node.
	 */
	private void hintAll() {
		this.taker.hinted();
		this.node.hintAll();
	}

	Taker taker() {
		return this.taker;
	}

	/**
	 * A run of this node has offered attempts. Local first: the others need to look if
	 * this node cannot take them all.
	 */
	void offered(List<Routing> offers) {
		this.taker.hint();
		if (this.node.activities().room() < offers.size() || !offers.stream().allMatch(this::isServed)) {
			this.node.neighbours().hint();
		}
	}

	private boolean isServed(Routing offer) {
		return this.node.settings().queues().contains(offer.queue())
				&& this.node.registry().activities().containsKey(offer.activity());
	}

	/**
	 * Make the attempts that were taken.
	 */
	void begin(List<AttemptRef> refs) {
		List<AttemptRef> fresh = refs.stream().filter((ref) -> !this.running.containsKey(ref)).toList();
		Map<AttemptRef, LoadedAttempt> found = new HashMap<>();
		this.node.store().attempts(fresh).forEach((loaded) -> found.put(loaded.ref(), loaded));
		for (AttemptRef ref : fresh) {
			LoadedAttempt loaded = found.get(ref);
			Routing routing = (loaded != null) ? loaded.row().routing() : null;
			if (loaded != null && routing != null && routing.state() == RoutingState.TAKEN) {
				this.taker.served(routing.precedence());
				begin(loaded);
			}
		}
	}

	private void begin(LoadedAttempt loaded) {
		try {
			RoutedAttempt attempt = new RoutedAttempt(this.node, this, loaded);
			this.running.put(attempt.ref(), attempt);
			attempt.begin();
		}
		catch (RuntimeException ex) {
			logger.error("{} was taken from its queue and cannot be read; it stays there until this node ends",
					loaded.ref(), ex);
		}
	}

	/**
	 * Look which attempts their runs do not want any more.
	 */
	void look() {
		if (this.running.isEmpty()) {
			return;
		}
		Map<AttemptRef, TakenAttempt> taken = new HashMap<>();
		this.node.store().taken(this.node.nodeId()).forEach((each) -> taken.put(each.ref(), each));
		for (RoutedAttempt attempt : List.copyOf(this.running.values())) {
			TakenAttempt row = taken.get(attempt.ref());
			if (row == null && !attempt.isLeft()) {
				unwanted(attempt);
			}
			else if (row != null && row.cancelRequested()) {
				attempt.requestCancel();
			}
		}
	}

	/*
	 * A run that goes on has cancelled the attempt, which may clean up; after the end of
	 * the run it counts no more.
	 */
	private void unwanted(RoutedAttempt attempt) {
		boolean open = this.node.store().run(attempt.runId()).filter((run) -> !run.status().isClosed()).isPresent();
		if (open) {
			attempt.requestCancel();
		}
		else {
			attempt.abandon();
		}
		over(attempt);
	}

	/**
	 * End an attempt, together with others.
	 * @param details what it has said last, if that may not be stored, or null
	 */
	void end(EndedAttempt attempt, byte @Nullable [] details) {
		if (details == null) {
			end(attempt);
		}
		else {
			later("heard of", () -> {
				this.node.store().heard(fence(), attempt.ref(), details);
				end(attempt);
			});
		}
	}

	private void end(EndedAttempt attempt) {
		this.ended.add(attempt);
		if (this.ending.compareAndSet(false, true)) {
			this.node.executor().execute(Lane.QUEUE, this::endAll);
		}
	}

	private void endAll() {
		this.ending.set(false);
		List<EndedAttempt> batch = new ArrayList<>();
		EndedAttempt next = this.ended.poll();
		while (next != null) {
			batch.add(next);
			next = (batch.size() < BATCH_MAX) ? this.ended.poll() : null;
		}
		if (!batch.isEmpty()) {
			tryUntilDone("ended", () -> endAll(batch));
		}
		if (!this.ended.isEmpty() && this.ending.compareAndSet(false, true)) {
			this.node.executor().execute(Lane.QUEUE, this::endAll);
		}
	}

	private void endAll(List<EndedAttempt> batch) {
		this.node.store().end(fence(), this.node.nodeId(), batch);
		Set<AttemptRef> over = new HashSet<>();
		batch.forEach((each) -> over.add(each.ref()));
		this.running.keySet().removeAll(over);
		tell(over);
	}

	/*
	 * Those who are in this memory need no poll for that. Others wait for room only where
	 * an activity has a limit.
	 */
	private void tell(Set<AttemptRef> over) {
		boolean elsewhere = false;
		for (AttemptRef ref : over) {
			ResidentRun run = this.node.residents().get(ref.runId());
			if (run != null) {
				run.lettersArrived();
			}
			elsewhere |= run == null;
		}
		if (elsewhere || this.taker.hasLimits()) {
			hintAll();
		}
		else {
			this.taker.roomAgain();
		}
	}

	/**
	 * Complete an attempt that was left to whoever has its token. Its code has ended, or
	 * what it does counts no more.
	 */
	void complete(RoutedAttempt attempt, NewLetter outcome) {
		later("completed", () -> {
			this.node.store().complete(outcome, attempt.ref().activityId(), attempt.ref().attempt());
			this.node.store().returned(fence(), attempt.ref());
			remove(attempt);
			hintAll();
		});
	}

	void heard(RoutedAttempt attempt, byte[] details) {
		later("heard of", () -> {
			AttemptRef ref = attempt.ref();
			boolean counts = attempt.isLeft()
					? this.node.store().heartbeat(ref.runId(), ref.activityId(), ref.attempt(), details)
					: this.node.store().heard(fence(), ref, details);
			if (!counts && this.running.get(ref) == attempt) {
				unwanted(attempt);
			}
		});
	}

	void leave(RoutedAttempt attempt, Message.AttemptLater later) {
		later("left", () -> {
			if (this.node.store().completeLater(fence(), attempt.ref(), later.begunAt(), attempt.notice())) {
				attempt.left(later);
				removeIfOver(attempt);
				hintAll();
			}
			else {
				attempt.notLeft(later);
			}
		});
	}

	void giveBack(RoutedAttempt attempt) {
		later("given back", () -> {
			this.node.store().giveBack(fence(), attempt.ref());
			remove(attempt);
		});
	}

	/**
	 * The code of an attempt that is left to its token has returned.
	 */
	void returned(RoutedAttempt attempt) {
		later("noted to have returned", () -> {
			this.node.store().returned(fence(), attempt.ref());
			attempt.returned();
			removeIfOver(attempt);
		});
	}

	/**
	 * The code of an attempt of a run in memory has returned, and it is left to its
	 * token. The run hears so when that is durable.
	 */
	void returned(ResidentRun run, Message.AttemptLeft left) {
		AttemptRef ref = new AttemptRef(run.runId(), left.activityId(), left.attempt());
		later("noted to have returned", () -> {
			this.node.store().returned(fence(), ref);
			run.tell(left);
		});
	}

	private void removeIfOver(RoutedAttempt attempt) {
		if (attempt.isOver()) {
			remove(attempt);
		}
	}

	/**
	 * An attempt has ended with a commit of its own.
	 */
	void ended(RoutedAttempt attempt) {
		this.node.executor().execute(Lane.QUEUE, () -> {
			remove(attempt);
			tell(Set.of(attempt.ref()));
		});
	}

	/**
	 * Nothing more comes of an attempt.
	 */
	void over(RoutedAttempt attempt) {
		this.node.executor().execute(Lane.QUEUE, () -> {
			remove(attempt);
			this.taker.hint();
		});
	}

	private void remove(RoutedAttempt attempt) {
		this.running.remove(attempt.ref(), attempt);
	}

	/**
	 * End what a node that is gone has taken and not ended: it may have begun, and counts
	 * as lost. That the fence of the node is gone was seen by a statement before.
	 * @param gone the node
	 */
	void inherit(long gone) {
		later("ended for a node that is gone", () -> {
			List<AttemptRef> taken = this.node.store().taken(gone).stream().map(TakenAttempt::ref).toList();
			if (!taken.isEmpty()) {
				List<EndedAttempt> lost = this.node.store().attempts(taken).stream().map(this::lost).toList();
				int ended = this.node.store().end(fence(), gone, lost).size();
				this.node.store().release(gone);
				logger.info("Node {} is gone; {} attempts that it had taken from queues are lost", gone, ended);
				hintAll();
			}
		});
	}

	private EndedAttempt lost(LoadedAttempt loaded) {
		AttemptRef ref = loaded.ref();
		String activity = (loaded.row().routing() != null) ? loaded.row().routing().activity() : "";
		FailureInfo failure = FailureInfo.of(FailureKind.OUTCOME_UNKNOWN, activity,
				"the node that ran attempt " + ref.attempt() + " is gone");
		return new EndedAttempt(ref,
				new NewLetter(loaded.run().firstRunId(), ref.runId(), LetterKind.ATTEMPT_FAILED, "",
						this.node.codec().encode(new Incoming.ActivityFailed(ref.activityId(), failure)),
						NewLetter.attemptKey(ref.runId(), ref.activityId(), ref.attempt())));
	}

	/**
	 * Keep the nodes of a queue from taking an attempt of a run in memory.
	 */
	void withdraw(ResidentRun run, Attempt attempt) {
		AttemptRef ref = new AttemptRef(run.runId(), attempt.activityId(), attempt.number);
		later("withdrawn", () -> run.tell(new Message.AttemptWithdrawn(ref.activityId(), ref.attempt(),
				this.node.store().withdraw(fence(), ref))));
	}

	/**
	 * Ask whoever has taken an attempt of a run in memory for its end.
	 */
	void requestCancel(ResidentRun run, Attempt attempt) {
		AttemptRef ref = new AttemptRef(run.runId(), attempt.activityId(), attempt.number);
		later("asked to end", () -> {
			boolean withdrawn = this.node.store().withdraw(fence(), ref);
			if (!withdrawn) {
				this.node.store().requestCancel(fence(), ref);
			}
			run.tell(new Message.AttemptWithdrawn(ref.activityId(), ref.attempt(), withdrawn));
		});
	}

	private void later(String what, Runnable step) {
		this.node.executor().execute(Lane.QUEUE, () -> tryUntilDone(what, step));
	}

	/*
	 * Each step may be repeated: one that was taken before changes nothing.
	 */
	private void tryUntilDone(String what, Runnable step) {
		if (this.node.isGone()) {
			return;
		}
		try {
			step.run();
		}
		catch (FenceLostException ex) {
			this.node.lost();
		}
		catch (StoreException ex) {
			logger.warn("An attempt of a queue could not be {} yet: {}", what, ex.getMessage());
			this.node.executor().schedule(Lane.QUEUE, UNAVAILABLE_WAIT, () -> tryUntilDone(what, step));
		}
	}

	private Fence fence() {
		return this.node.fence(NodeSettings.QUEUE_SLOT);
	}

}
