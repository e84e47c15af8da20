package dev.durable.node;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs steps on as few threads at once as keep the processors busy, in the order in which
 * they came. A step that finds all of them at work waits for one, which costs less than
 * to wake another; so does a lock that is not taken by a hundred threads at once. Steps
 * may block, as they run code of users: when for some milliseconds none of those that
 * wait could begin, twice as many threads may be at work, again and again, until they get
 * on; when they have done so for a while, half as many.
 */
final class WorkerPool implements Executor {

	private static final Logger logger = LoggerFactory.getLogger(WorkerPool.class);

	private static final int FEW = 2 * Runtime.getRuntime().availableProcessors();

	private static final int MANY = 1 << 20;

	private static final Duration LOOK = Duration.ofMillis(5);

	private static final int CALM_LOOKS = 20;

	private final Executor threads;

	private final ScheduledExecutorService alarms;

	private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

	private final AtomicInteger atWork = new AtomicInteger();

	private final AtomicLong begun = new AtomicLong();

	private final AtomicBoolean watched = new AtomicBoolean();

	private volatile int most = FEW;

	private volatile long begunBefore;

	private int calm;

	/**
	 * Create a pool.
	 * @param threads has a thread for whatever it is given
	 * @param alarms looks whether steps get on
	 */
	WorkerPool(Executor threads, ScheduledExecutorService alarms) {
		this.threads = threads;
		this.alarms = alarms;
	}

	@Override
	public void execute(Runnable step) {
		this.waiting.add(step);
		if (!begin()) {
			watch();
		}
	}

	private boolean begin() {
		return enter() && start();
	}

	private boolean enter() {
		int before = this.atWork.get();
		while (before < this.most) {
			if (this.atWork.compareAndSet(before, before + 1)) {
				return true;
			}
			before = this.atWork.get();
		}
		return false;
	}

	/*
	 * There may be no thread to be had for a moment: what waits is not lost for that.
	 */
	private boolean start() {
		try {
			this.threads.execute(this::work);
			return true;
		}
		catch (OutOfMemoryError ex) {
			logger.error("{} steps wait, as no thread could be started for them", this.waiting.size(), ex);
			this.atWork.decrementAndGet();
			return false;
		}
		catch (RejectedExecutionException ex) {
			this.atWork.decrementAndGet();
			throw ex;
		}
	}

	/*
	 * Who comes when all are at work relies on each to look once more when it has ended.
	 */
	private void work() {
		boolean again = true;
		while (again) {
			Runnable step = next();
			while (step != null) {
				step.run();
				step = next();
			}
			this.atWork.decrementAndGet();
			again = !this.waiting.isEmpty() && enter();
		}
	}

	private @Nullable Runnable next() {
		if (this.atWork.get() > this.most) {
			return null;
		}
		Runnable step = this.waiting.poll();
		if (step != null) {
			this.begun.incrementAndGet();
		}
		return step;
	}

	private void watch() {
		if (this.watched.compareAndSet(false, true)) {
			this.begunBefore = this.begun.get();
			try {
				this.alarms.schedule(this::look, LOOK.toNanos(), TimeUnit.NANOSECONDS);
			}
			catch (RejectedExecutionException ex) {
				// Nothing more is to begin
			}
		}
	}

	private void look() {
		boolean stalled = this.begun.get() == this.begunBefore;
		this.watched.set(false);
		if (this.waiting.isEmpty()) {
			return;
		}
		if (stalled) {
			this.most = Math.min(2 * this.most, MANY);
			this.calm = 0;
		}
		else if (++this.calm >= CALM_LOOKS) {
			this.most = Math.max(this.most / 2, FEW);
			this.calm = 0;
		}
		beginWaiting();
		watch();
	}

	private void beginWaiting() {
		int missing = this.waiting.size();
		while (missing > 0 && begin()) {
			missing--;
		}
	}

}
