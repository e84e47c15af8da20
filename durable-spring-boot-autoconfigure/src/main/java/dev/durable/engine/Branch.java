package dev.durable.engine;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import dev.durable.WorkflowContext;
import org.jspecify.annotations.Nullable;

/**
 * A strand of workflow code with a thread of its own: the main method, a handler, or a
 * block given to {@code Durable.async}. It moves only while it holds the baton, which
 * {@link #move} gives and takes back.
 */
final class Branch {

	private static final int SWALLOWS_MAX = 3;

	private static final int BLOCKED_SECONDS = 2;

	private static final int UNWIND_SECONDS = 1;

	private final Run run;

	private final String name;

	private final Runnable body;

	private final Semaphore go = new Semaphore(0);

	private final Semaphore back = new Semaphore(0);

	private BooleanSupplier wakeWhen = () -> true;

	private volatile @Nullable Thread thread;

	private volatile boolean unwinding;

	private volatile boolean done;

	private int swallowed;

	Branch(Run run, String name, Runnable body) {
		this.run = run;
		this.name = name;
		this.body = body;
	}

	boolean isDone() {
		return this.done;
	}

	boolean isReady() {
		return !this.done && this.wakeWhen.getAsBoolean();
	}

	/**
	 * Give the baton to this branch and wait until it is blocked or done.
	 */
	void move() {
		if (this.thread == null) {
			this.run.environment().threads().start(this.name, this::carry);
		}
		this.go.release();
		awaitBack();
	}

	private void awaitBack() {
		boolean reported = false;
		while (!acquire(this.back, BLOCKED_SECONDS)) {
			Thread carrier = this.thread;
			if (!reported && carrier != null) {
				this.run.environment().blocked().accept(this.run.identity(), carrier.getStackTrace());
				reported = true;
			}
		}
	}

	/*
	 * An interrupt is not meant for the baton: it is kept and handed on.
	 */
	private static boolean acquire(Semaphore semaphore, int seconds) {
		boolean interrupted = false;
		try {
			while (true) {
				try {
					return semaphore.tryAcquire(seconds, TimeUnit.SECONDS);
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private void carry() {
		this.thread = Thread.currentThread();
		this.go.acquireUninterruptibly();
		WorkflowContext.bind(new RunContext(this.run, this));
		try {
			if (!this.unwinding) {
				this.body.run();
			}
		}
		catch (Unwound ex) {
			// the run leaves memory, or has been found to differ from its history
		}
		catch (Throwable ex) {
			this.run.crashed(ex);
		}
		finally {
			WorkflowContext.bind(null);
			this.done = true;
			this.back.release();
		}
	}

	/**
	 * Give the baton back until the condition holds. Called on the thread of the branch.
	 */
	void block(BooleanSupplier condition) {
		checkUnwinding();
		this.wakeWhen = condition;
		this.back.release();
		this.go.acquireUninterruptibly();
		checkUnwinding();
	}

	void checkUnwinding() {
		if (this.unwinding || this.run.isClosed()) {
			this.swallowed++;
			if (this.swallowed > SWALLOWS_MAX) {
				this.run.environment().blocked().accept(this.run.identity(), Thread.currentThread().getStackTrace());
				this.done = true;
				this.back.release();
				parkForGood();
			}
			throw new Unwound();
		}
	}

	/*
	 * Code that catches the error and calls again would loop for ever; a parked thread
	 * costs less.
	 */
	private void parkForGood() {
		while (true) {
			this.go.acquireUninterruptibly();
		}
	}

	/**
	 * Let the code of this branch end without any further command. Waits a moment only:
	 * clean-up code of the user may block, and nothing it does counts any more.
	 */
	void unwind() {
		this.unwinding = true;
		if (this.thread != null && !this.done) {
			this.go.release();
			acquire(this.back, UNWIND_SECONDS);
		}
	}

	@Override
	public String toString() {
		return this.name;
	}

}
