package dev.durable.node;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import dev.durable.engine.BranchThreads;
import dev.durable.engine.HeldThread;
import dev.durable.engine.RunIdentity;
import dev.durable.store.EngineThreads;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the steps of a node on threads. Committer, poller, queues, lease, expiry, hints
 * and watch have a platform thread each, so that user code that never ends cannot stop
 * them; user code runs on virtual threads where the JDK has them and they are wanted,
 * else on pooled platform threads.
 */
public final class ThreadedExecutor implements NodeExecutor, BranchThreads, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ThreadedExecutor.class);

	private static final Duration LONGEST = Duration.ofDays(365);

	private static final Duration NO_THREAD_WAIT = Duration.ofMillis(200);

	private final ExecutorService committer;

	private final ExecutorService poller;

	private final ExecutorService queues;

	private final ExecutorService lease;

	private final ExecutorService expiry;

	private final ExecutorService hints;

	private final ExecutorService watch;

	/** A thread for each branch, and for each worker. */
	private final ExecutorService userCode;

	private final Executor workers;

	private final ScheduledThreadPoolExecutor alarms;

	/** What the thread that runs user code is to run next. */
	private final ThreadLocal<Next> next = new ThreadLocal<>();

	private final HeldThreads held = new HeldThreads(this::nanos);

	private final boolean virtual;

	private final ClassLoader classLoader;

	/**
	 * Create the threads.
	 * @param name a prefix for their names
	 * @param virtualThreads whether user code runs on virtual threads where there are
	 * @param classLoader where code on them finds classes and resources of the
	 * application, or null for the class loader of the system
	 */
	public ThreadedExecutor(String name, boolean virtualThreads, @Nullable ClassLoader classLoader) {
		this.classLoader = (classLoader != null) ? classLoader : ClassLoader.getSystemClassLoader();
		this.committer = Executors.newSingleThreadExecutor(platform(name + "-committer"));
		this.poller = Executors.newSingleThreadExecutor(platform(name + "-poller"));
		this.queues = Executors.newSingleThreadExecutor(platform(name + "-queues"));
		this.lease = Executors.newSingleThreadExecutor(platform(name + "-lease"));
		this.expiry = Executors.newSingleThreadExecutor(platform(name + "-expiry"));
		this.hints = Executors.newSingleThreadExecutor(platform(name + "-hints"));
		this.watch = Executors.newSingleThreadExecutor(platform(name + "-watch"));
		this.alarms = new ScheduledThreadPoolExecutor(1, platform(name + "-alarms"));
		this.alarms.setRemoveOnCancelPolicy(true);
		long look = HeldThread.NOTICED.toNanos();
		this.alarms.scheduleWithFixedDelay(() -> run(Lane.WATCH, this.held::look), look, look, TimeUnit.NANOSECONDS);
		ExecutorService virtualExecutor = virtualThreads ? virtualExecutor(name + "-worker-") : null;
		this.virtual = virtualExecutor != null;
		this.userCode = (virtualExecutor != null) ? virtualExecutor
				: Executors.newCachedThreadPool(platform(name + "-worker"));
		this.workers = this.virtual ? this.userCode : new WorkerPool(this.userCode, this.alarms);
	}

	/**
	 * Tell whether user code runs on virtual threads.
	 * @return true if it does
	 */
	public boolean isVirtual() {
		return this.virtual;
	}

	@Override
	public void execute(Lane lane, Runnable step) {
		try {
			executor(lane).execute(() -> {
				if (isUserCode(lane)) {
					runAll(lane, step);
				}
				else {
					run(lane, step);
				}
			});
		}
		catch (RejectedExecutionException ex) {
			logger.debug("A step of lane {} came after the end", lane);
		}
		catch (OutOfMemoryError ex) {
			// There may be no thread to be had for a moment; no step may be lost for that
			logger.error("A step of lane {} waits, as no thread could be started for it", lane, ex);
			schedule(lane, NO_THREAD_WAIT, step);
		}
	}

	@Override
	public void executeNext(Lane lane, Runnable step) {
		Next after = this.next.get();
		if (after == null || after.step != null || !(isUserCode(lane) || mayCommit(lane))) {
			execute(lane, step);
		}
		else {
			after.lane = lane;
			after.step = step;
		}
	}

	@Override
	public void passOn() {
		Next after = this.next.get();
		Runnable step = (after != null) ? after.take() : null;
		if (step != null) {
			execute(after.lane, step);
		}
	}

	private static boolean isUserCode(Lane lane) {
		return lane == Lane.TURN || lane == Lane.ACTIVITY;
	}

	/*
	 * Who finds the committer idle commits on its own thread. A virtual one would need a
	 * carrier for that, which user code that never ends may keep for itself.
	 */
	private boolean mayCommit(Lane lane) {
		return lane == Lane.COMMIT && !this.virtual;
	}

	private void runAll(Lane lane, Runnable first) {
		Next after = new Next(lane);
		this.next.set(after);
		try {
			for (Runnable step = first; step != null; step = after.take()) {
				run(after.lane, step);
			}
		}
		finally {
			this.next.remove();
		}
	}

	private Executor executor(Lane lane) {
		return switch (lane) {
			case COMMIT -> this.committer;
			case POLL -> this.poller;
			case QUEUE -> this.queues;
			case LEASE -> this.lease;
			case EXPIRY -> this.expiry;
			case HINT -> this.hints;
			case WATCH -> this.watch;
			case TURN, ACTIVITY -> this.workers;
		};
	}

	private static void run(Lane lane, Runnable step) {
		try {
			if (lane == Lane.ACTIVITY) {
				step.run();
			}
			else {
				EngineThreads.run(step);
			}
		}
		catch (Throwable ex) {
			logger.error("A step of lane {} has failed, which is a bug of the engine", lane, ex);
		}
	}

	@Override
	public Runnable schedule(Lane lane, Duration delay, Runnable step) {
		Duration wait = (delay.compareTo(LONGEST) > 0) ? LONGEST : delay;
		try {
			ScheduledFuture<?> alarm = this.alarms.schedule(() -> execute(lane, step), wait.toNanos(),
					TimeUnit.NANOSECONDS);
			return () -> alarm.cancel(false);
		}
		catch (RejectedExecutionException ex) {
			return () -> {
			};
		}
	}

	@Override
	public void await(CompletableFuture<?> done) throws InterruptedException, ExecutionException {
		done.get();
	}

	@Override
	public long nanos() {
		return System.nanoTime();
	}

	@Override
	public void start(String name, Runnable body) {
		this.userCode.execute(body);
	}

	@Override
	public Runnable held(RunIdentity run, String branch, Thread thread) {
		return this.held.add(run, branch, thread);
	}

	@Override
	public Runnable reading(RunIdentity run, Consumer<StackTraceElement[]> late) {
		return this.held.reading(run, late);
	}

	@Override
	public List<HeldThread> heldThreads() {
		return this.held.list();
	}

	/**
	 * End the threads as soon as they are done; they keep no process alive. Nobody is
	 * interrupted: an interrupt in the middle of a statement closes some databases.
	 */
	@Override
	public void close() {
		this.alarms.shutdownNow();
		this.poller.shutdown();
		this.queues.shutdown();
		this.lease.shutdown();
		this.expiry.shutdown();
		this.hints.shutdown();
		this.watch.shutdown();
		this.committer.shutdown();
		this.userCode.shutdown();
	}

	/*
	 * Threads must not inherit thread-locals of whoever happens to be first in need of
	 * one. Without them the JDK gives a thread the class loader of the system (from 21
	 * on), which does not know an application in a jar or in the developer tools.
	 */
	private ThreadFactory platform(String name) {
		AtomicInteger count = new AtomicInteger();
		return (step) -> {
			Thread thread = new Thread(null, step, name + "-" + count.incrementAndGet(), 0, false);
			thread.setContextClassLoader(this.classLoader);
			thread.setDaemon(true);
			return thread;
		};
	}

	/*
	 * By reflection, since the byte code is Java 17's.
	 */
	private @Nullable ExecutorService virtualExecutor(String prefix) {
		try {
			Method ofVirtual = Thread.class.getMethod("ofVirtual");
			Class<?> type = ofVirtual.getReturnType();
			Object builder = ofVirtual.invoke(null);
			builder = type.getMethod("name", String.class, long.class).invoke(builder, prefix, 0L);
			builder = type.getMethod("inheritInheritableThreadLocals", boolean.class).invoke(builder, false);
			ThreadFactory factory = (ThreadFactory) type.getMethod("factory").invoke(builder);
			Method maker = Executors.class.getMethod("newThreadPerTaskExecutor", ThreadFactory.class);
			ThreadFactory known = (step) -> {
				Thread thread = factory.newThread(step);
				thread.setContextClassLoader(this.classLoader);
				return thread;
			};
			return (ExecutorService) maker.invoke(null, known);
		}
		catch (ReflectiveOperationException ex) {
			return null;
		}
	}

	/**
	 * A step that the same thread runs next.
	 */
	private static final class Next {

		Lane lane;

		@Nullable Runnable step;

		Next(Lane lane) {
			this.lane = lane;
		}

		@Nullable Runnable take() {
			Runnable taken = this.step;
			this.step = null;
			return taken;
		}

	}

}
