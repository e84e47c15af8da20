package dev.durable.engine;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import dev.durable.WorkflowContext;
import org.jspecify.annotations.Nullable;

/**
 * A strand of workflow code with a thread of its own: the main method, a handler, or a
 * block given to {@code Durable.async}. It moves only while it holds the baton, which
 * {@link #move} gives; when it is blocked or done it hands the baton on itself. It gets
 * its thread when it moves for the first time.
 */
final class Branch {

	/**
	 * How often code may go on to a durable call while it is unwound. Each clean-up block
	 * that has one does so once, and nests as deep as its calls do.
	 */
	private static final int SWALLOWS_MAX = 100;

	private static final int UNWIND_SECONDS = 1;

	private final RunCore run;

	private final int number;

	private final String name;

	private final Origin origin;

	private final Runnable body;

	private final Semaphore go = new Semaphore(0);

	/** Says that the branch has been unwound. */
	private final Semaphore back = new Semaphore(0);

	private final RunContext context;

	private Scope scope;

	private @Nullable Wait wait;

	private TurnScope entered = TurnScope.NONE;

	private volatile @Nullable Thread thread;

	private volatile boolean unwinding;

	private volatile boolean done;

	/** Says that the thread is not held any more, once it was. */
	private volatile Runnable release = () -> {
	};

	private int swallowed;

	Branch(RunCore run, int number, String name, Origin origin, Runnable body) {
		this.run = run;
		this.number = number;
		this.name = name;
		this.origin = origin;
		this.body = body;
		this.scope = origin.scope();
		this.context = new RunContext(run, this);
	}

	/**
	 * Return its place in the order of creation.
	 */
	int number() {
		return this.number;
	}

	/**
	 * Return the scope that it was created in.
	 */
	Scope home() {
		return this.origin.scope();
	}

	/**
	 * Return the scope that it is in now.
	 */
	Scope scope() {
		return this.scope;
	}

	/**
	 * Go into another scope. Called on the thread of the branch.
	 * @return the scope that it was in
	 */
	Scope enter(Scope other) {
		Scope before = this.scope;
		this.scope = other;
		return before;
	}

	boolean isInUpdate() {
		return this.origin.inUpdate();
	}

	/**
	 * Return what a branch takes over that this one creates now.
	 */
	Origin origin() {
		return new Origin(this.scope, this.origin.headers(), this.origin.inUpdate());
	}

	boolean isDone() {
		return this.done;
	}

	boolean holds() {
		return this.wait != null && this.wait.isMet();
	}

	@Nullable Wait waitsFor(@Nullable Wait next) {
		Wait before = this.wait;
		this.wait = next;
		return before;
	}

	void wake() {
		this.run.branches().wake(this);
	}

	/**
	 * Give the baton to this branch. Returns at once.
	 */
	void move() {
		if (this.thread == null) {
			this.run.environment().threads().start(this.name, this::carry);
		}
		this.go.release();
	}

	/**
	 * Its code has held its thread for a while: let others know.
	 */
	void tellThatItIsBlocked() {
		Thread carrier = this.thread;
		if (carrier != null) {
			this.release = this.run.environment().threads().held(this.run.identity(), this.name, carrier);
			this.run.environment().blocked().accept(this.run.identity(), carrier.getStackTrace());
		}
	}

	/**
	 * Its code does not hold its thread any more.
	 */
	void tellThatItGoesOn() {
		this.release.run();
	}

	/*
	 * An interrupt is not meant for the baton: it is kept and handed on.
	 */
	static boolean acquire(Semaphore semaphore, int seconds) {
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
		WorkflowContext.bind(this.context);
		try {
			enter();
			if (!this.unwinding) {
				runInContext(this.origin.headers());
			}
		}
		catch (Unwound ex) {
			// the run leaves memory, or has been found to differ from its history
		}
		catch (Throwable ex) {
			this.run.crashed(ex);
		}
		finally {
			exit();
			WorkflowContext.bind(null);
			this.release.run();
			this.done = true;
			if (this.unwinding) {
				this.back.release();
			}
			else {
				this.run.branches().handOn(this);
			}
		}
	}

	private void runInContext(Map<String, String> headers) {
		Runnable undo = this.run.environment().propagation().restore(headers);
		LogContext.Restore log = this.run.branches().logContext().open();
		try {
			this.body.run();
		}
		finally {
			log.close();
			undo.run();
		}
	}

	private void enter() {
		this.entered = this.run.branches().scope();
		this.entered.enter();
	}

	private void exit() {
		TurnScope left = this.entered;
		this.entered = TurnScope.NONE;
		left.exit();
	}

	/**
	 * Give the baton back until what is waited for is there. Called on the thread of the
	 * branch.
	 * @throws dev.durable.CancelledFailure if the scope of the branch is cancelled before
	 */
	void park(Wait next) {
		checkUnwinding();
		if (next.isCancellable()) {
			this.scope.throwIfCancelled();
		}
		this.run.branches().parked(this, next);
		exit();
		this.release.run();
		WorkflowContext.bind(null);
		if (!this.run.branches().handOn(this)) {
			this.go.acquireUninterruptibly();
		}
		WorkflowContext.bind(this.context);
		enter();
		checkUnwinding();
		if (!next.isMet()) {
			throw this.scope.failure();
		}
	}

	void checkUnwinding() {
		if (this.unwinding || this.run.isClosed()) {
			this.swallowed++;
			if (this.swallowed > SWALLOWS_MAX) {
				this.run.environment().blocked().accept(this.run.identity(), Thread.currentThread().getStackTrace());
				this.release.run();
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

	/**
	 * Return where it is. Called while no branch of the run moves.
	 */
	BranchStack stack() {
		Thread carrier = this.thread;
		return new BranchStack(this.name, (this.wait != null) ? this.wait.describe(this.run) : "its turn",
				(carrier != null) ? Frames.ofUser(carrier.getStackTrace()) : List.of());
	}

	@Override
	public String toString() {
		return this.name;
	}

}
