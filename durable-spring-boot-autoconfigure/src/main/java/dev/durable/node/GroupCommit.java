package dev.durable.node;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.durable.store.CommitReply;
import dev.durable.store.Fence;
import dev.durable.store.FenceLostException;
import dev.durable.store.NewRun;
import dev.durable.store.OutcomeUnknownException;
import dev.durable.store.Refusal;
import dev.durable.store.RunChange;
import dev.durable.store.RunStart;
import dev.durable.store.Store;
import dev.durable.store.StoreUnavailableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits the changes of many runs together. One batch is under way at a time; what
 * arrives meanwhile is the next.
 * <p>
 * A change that is refused hits its own run only: the others are committed without it. A
 * batch whose outcome is unknown is settled before anything else: its slot is retired for
 * good, so that nothing of it can commit any more, even if all of it is still on its way,
 * and then it is read back.
 */
final class GroupCommit {

	private static final Logger logger = LoggerFactory.getLogger(GroupCommit.class);

	static final int BATCH_MAX = 256;

	private static final Duration LOCKED_FIRST = Duration.ofMillis(50);

	private static final Duration LOCKED_MAX = Duration.ofSeconds(2);

	private static final int LOCKED_START_TRIES = 8;

	private static final int UNAVAILABLE_FAILURES = 4;

	private static final Duration FAILING_MAX = Duration.ofSeconds(2);

	private static final Duration HANGING_MAX = Duration.ofSeconds(10);

	private static final Duration UNAVAILABLE_FIRST = Duration.ofMillis(100);

	private static final Duration UNAVAILABLE_MAX = Duration.ofSeconds(5);

	private final Store store;

	private final NodeExecutor executor;

	private final DatabaseClock clock;

	private Fence fence;

	private final Supplier<UUID> ids;

	private final NodeListener listener;

	private final Runnable onFenceLost;

	private final Object lock = new Object();

	private final ReentrantLock steps = new ReentrantLock();

	private final Deque<Entry> queue = new ArrayDeque<>();

	private boolean busy;

	private boolean lost;

	private @Nullable InDoubt inDoubt;

	private volatile int failures;

	/** Since when there is something to commit and nothing could be, or null. */
	private volatile @Nullable Long waitingSince;

	GroupCommit(NodeParts parts, DatabaseClock clock, Fence fence, Runnable onFenceLost) {
		this.store = parts.store();
		this.executor = parts.executor();
		this.clock = clock;
		this.fence = fence;
		this.ids = parts.ids()::next;
		this.listener = parts.instrumentation().listener();
		this.onFenceLost = onFenceLost;
	}

	/**
	 * Commit a change, soon, together with others.
	 * @param change the change; no other of the same run may be under way
	 * @param then told the outcome, by the step that commits; must not block
	 */
	void submit(RunChange change, Consumer<CommitOutcome> then) {
		enqueue(new Entry(change, then));
	}

	private void enqueue(Entry entry) {
		boolean begin = false;
		boolean refuse;
		synchronized (this.lock) {
			refuse = this.lost;
			if (!refuse) {
				this.queue.add(entry);
				begin = !this.busy;
				this.busy = true;
			}
		}
		if (refuse) {
			tell(entry, CommitOutcome.NODE_LOST);
		}
		else if (begin) {
			this.executor.executeNext(Lane.COMMIT, this::step);
		}
	}

	/*
	 * One at a time, on whatever thread.
	 */
	private void step() {
		this.steps.lock();
		try {
			commitNext();
		}
		finally {
			this.steps.unlock();
		}
	}

	private void commitNext() {
		if (this.waitingSince == null) {
			this.waitingSince = this.executor.nanos();
		}
		try {
			if (this.inDoubt != null) {
				settle(this.inDoubt);
			}
			List<Entry> batch = nextBatch();
			if (!batch.isEmpty()) {
				commit(batch);
				this.failures = 0;
			}
			this.waitingSince = null;
		}
		catch (FenceLostException ex) {
			lose();
			return;
		}
		catch (RuntimeException | Error ex) {
			again(ex);
			return;
		}
		synchronized (this.lock) {
			this.busy = !this.queue.isEmpty();
			if (!this.busy) {
				return;
			}
		}
		this.executor.execute(Lane.COMMIT, this::step);
	}

	/*
	 * What was refused for a lock is tried alone, so that it cannot hold up others again;
	 * and each change, where batches go on failing, as one of them may be the reason.
	 */
	private List<Entry> nextBatch() {
		List<Entry> batch = new ArrayList<>();
		int max = isFailing() ? 1 : BATCH_MAX;
		synchronized (this.lock) {
			while (batch.size() < max && !this.queue.isEmpty() && (batch.isEmpty() || !this.queue.peek().alone)) {
				Entry entry = this.queue.remove();
				batch.add(entry);
				if (entry.alone) {
					break;
				}
			}
		}
		return batch;
	}

	private boolean isFailing() {
		return this.failures >= UNAVAILABLE_FAILURES;
	}

	/**
	 * Tell whether the store cannot be reached, as far as commits show it: several in a
	 * row have failed, or they have done so for a while, or one does not end. Who has
	 * just come need not wait for the next one. A failure may take long: each waits for a
	 * connection first.
	 */
	boolean isUnavailable() {
		Long since = this.waitingSince;
		if (since == null) {
			return false;
		}
		Duration patience = (this.failures > 0) ? FAILING_MAX : HANGING_MAX;
		return isFailing() || this.executor.nanos() - since > patience.toNanos();
	}

	private void commit(List<Entry> batch) {
		Deque<List<Entry>> parts = new ArrayDeque<>();
		parts.add(batch);
		while (!parts.isEmpty()) {
			List<Entry> part = parts.remove();
			UUID writeId = this.ids.get();
			InDoubt doubt = new InDoubt(writeId, part);
			try {
				List<Entry> rest = tryCommit(writeId, part, parts);
				if (!rest.isEmpty()) {
					parts.addFirst(rest);
				}
			}
			catch (OutcomeUnknownException ex) {
				this.inDoubt = doubt;
				putBack(parts);
				throw new StoreUnavailableException("the outcome of a commit of " + part.size() + " runs is unknown",
						ex);
			}
			catch (Error ex) {
				// The memory was full, say: before the commit, or after it
				this.inDoubt = doubt;
				putBack(parts);
				throw ex;
			}
			catch (FenceLostException | StoreUnavailableException ex) {
				if (isToGoAside(part)) {
					aside(part.get(0));
				}
				else {
					parts.addFirst(part);
				}
				putBack(parts);
				throw ex;
			}
		}
	}

	/*
	 * Returns what is left to commit of the part; halves of a part that was refused as a
	 * whole are added to the parts.
	 */
	private List<Entry> tryCommit(UUID writeId, List<Entry> part, Deque<List<Entry>> parts) {
		CommitReply reply;
		long begin = this.executor.nanos();
		try {
			reply = this.store.commit(this.fence, writeId, part.stream().map((entry) -> entry.change).toList());
			told(reply.isCommitted() ? BatchOutcome.COMMITTED : BatchOutcome.REFUSED, part, begin);
		}
		catch (FenceLostException | StoreUnavailableException | OutcomeUnknownException | Error ex) {
			told((ex instanceof FenceLostException) ? BatchOutcome.FENCED : BatchOutcome.FAILED, part, begin);
			throw ex;
		}
		catch (RuntimeException ex) {
			told(BatchOutcome.REFUSED, part, begin);
			return split(part, parts, ex);
		}
		this.clock.observe(reply.now());
		List<Entry> rest = new ArrayList<>();
		for (int i = 0; i < part.size(); i++) {
			Refusal refusal = reply.refusals().get(i);
			if (refusal == Refusal.ID_TAKEN && isStartedByAnother(part, part.get(i))) {
				later(part.get(i));
			}
			else if (refusal != null) {
				refused(part.get(i), refusal);
			}
			else if (reply.isCommitted()) {
				tell(part.get(i), CommitOutcome.DURABLE);
			}
			else {
				rest.add(part.get(i));
			}
		}
		return rest;
	}

	private void told(BatchOutcome outcome, List<Entry> part, long begin) {
		this.listener.committed(outcome, part.size(), this.executor.nanos() - begin);
	}

	private List<Entry> split(List<Entry> part, Deque<List<Entry>> parts, RuntimeException cause) {
		if (part.size() == 1) {
			logger.error("The store cannot take a change of run {}", part.get(0).change.runId(), cause);
			tell(part.get(0), CommitOutcome.REJECTED);
			return List.of();
		}
		int half = part.size() / 2;
		parts.addFirst(List.copyOf(part.subList(half, part.size())));
		return List.copyOf(part.subList(0, half));
	}

	/*
	 * Two of one batch start the same id: the one that is refused may only hear so when
	 * the other is durable.
	 */
	private static boolean isStartedByAnother(List<Entry> part, Entry refused) {
		NewRun start = refused.change.start();
		return start != null && part.stream()
			.filter((entry) -> entry != refused)
			.flatMap((entry) -> started(entry.change))
			.anyMatch((other) -> other.workflowId().equals(start.workflowId()));
	}

	private static Stream<NewRun> started(RunChange change) {
		return Stream.concat(Stream.ofNullable(change.start()), change.starts().stream().map(RunStart::run));
	}

	private void refused(Entry entry, Refusal refusal) {
		switch (refusal) {
			case LOCKED, TIMER_EARLY -> later(entry);
			case CONFLICT -> tell(entry, CommitOutcome.CONFLICT);
			case ID_TAKEN -> tell(entry, CommitOutcome.ID_TAKEN);
			case ID_USED -> tell(entry, CommitOutcome.ID_USED);
			case LETTERS_UNREAD -> tell(entry, CommitOutcome.LETTERS_UNREAD);
			case REJECTED -> tell(entry, CommitOutcome.REJECTED);
		}
	}

	/*
	 * An id that a transaction still open has just started is such a lock. It is tried
	 * alone, so that it delays nobody, and whoever starts it hears in the end that it is
	 * taken.
	 */
	private void later(Entry entry) {
		entry.alone = true;
		entry.lockedTries++;
		if (entry.change.start() != null && entry.lockedTries > LOCKED_START_TRIES) {
			tell(entry, CommitOutcome.ID_LOCKED);
			return;
		}
		this.executor.schedule(Lane.COMMIT, backoff(LOCKED_FIRST, entry.lockedTries, LOCKED_MAX), () -> enqueue(entry));
	}

	/*
	 * It has failed alone: others go first, and it stays alone.
	 */
	private void aside(Entry entry) {
		entry.alone = true;
		this.executor.schedule(Lane.COMMIT, UNAVAILABLE_MAX, () -> enqueue(entry));
	}

	/*
	 * Whatever becomes of one run, the others must hear.
	 */
	private void tell(Entry entry, CommitOutcome outcome) {
		try {
			entry.then.accept(outcome);
		}
		catch (RuntimeException | Error ex) {
			logger.error("Run {} could not be told that its commit is {}", entry.change.runId(), outcome, ex);
		}
	}

	private static Duration backoff(Duration first, int tries, Duration max) {
		Duration wait = first.multipliedBy(1L << Math.min(tries - 1, 16));
		return (wait.compareTo(max) > 0) ? max : wait;
	}

	private void putBack(Deque<List<Entry>> parts) {
		synchronized (this.lock) {
			while (!parts.isEmpty()) {
				List<Entry> part = parts.removeLast();
				for (int i = part.size() - 1; i >= 0; i--) {
					this.queue.addFirst(part.get(i));
				}
			}
		}
	}

	private void settle(InDoubt doubt) {
		Fence next = this.fence.successor();
		this.store.retire(this.fence, next);
		this.fence = next;
		boolean written = this.store.isWritten(doubt.writeId(),
				doubt.batch().stream().map((entry) -> entry.change).toList());
		this.inDoubt = null;
		logger.info("A commit of {} runs that was in doubt {}", doubt.batch().size(),
				written ? "has happened" : "has not happened and is made again");
		if (written) {
			doubt.batch().forEach((entry) -> tell(entry, CommitOutcome.DURABLE));
		}
		else if (isToGoAside(doubt.batch())) {
			aside(doubt.batch().get(0));
		}
		else {
			Deque<List<Entry>> parts = new ArrayDeque<>();
			parts.add(doubt.batch());
			putBack(parts);
		}
	}

	private boolean isToGoAside(List<Entry> part) {
		return part.size() == 1 && isFailing();
	}

	private void again(Throwable cause) {
		this.failures++;
		Duration wait = backoff(UNAVAILABLE_FIRST, this.failures, UNAVAILABLE_MAX);
		this.executor.schedule(Lane.COMMIT, wait, this::step);
		if (cause instanceof Error) {
			logger.error("A commit has failed; commits wait for {}", wait, cause);
		}
		else {
			logger.warn("The store cannot be reached ({}); commits wait for {}", cause.toString(), wait);
		}
	}

	/**
	 * Give up: the node has lost its fence. Everything that is waiting is told so.
	 */
	void lose() {
		this.steps.lock();
		try {
			loseAll();
		}
		finally {
			this.steps.unlock();
		}
	}

	private void loseAll() {
		List<Entry> waiting = new ArrayList<>();
		synchronized (this.lock) {
			this.lost = true;
			this.busy = false;
			waiting.addAll(this.queue);
			this.queue.clear();
		}
		if (this.inDoubt != null) {
			waiting.addAll(this.inDoubt.batch());
			this.inDoubt = null;
		}
		waiting.forEach((entry) -> tell(entry, CommitOutcome.NODE_LOST));
		this.onFenceLost.run();
	}

	private static final class Entry {

		final RunChange change;

		final Consumer<CommitOutcome> then;

		/** Whether it must not go together with others. */
		boolean alone;

		int lockedTries;

		Entry(RunChange change, Consumer<CommitOutcome> then) {
			this.change = change;
			this.then = then;
		}

	}

	private record InDoubt(UUID writeId, List<Entry> batch) {

	}

}
