package dev.durable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;

/**
 * Undoes the steps of a workflow that has failed half-way: each step registers a
 * compensation, and on a failure these run in reverse order.
 * <p>
 * Compensations are shielded from cancellation, as by {@link Durable#detached(Runnable)}.
 * One that fails does not stop the others. Failures that are bugs, which leave the run
 * open and stuck, compensate nothing: the run goes on when a fixed deployment has healed
 * it. Bugs are the kinds that are configured; if nothing is, any {@link Error},
 * {@link NullPointerException}, {@link ClassCastException},
 * {@link IndexOutOfBoundsException} and {@link ReadOnlyViolation}.
 * {@link Durable#continueAsNew(Object...)} is no failure and compensates nothing either.
 * <p>
 * A saga belongs to one run. It may be used from all branches of the run.
 */
public final class Saga {

	private final Deque<Runnable> compensations = new ArrayDeque<>();

	/**
	 * Create a saga to be used by hand. Nothing runs unless {@link #rollback()} is
	 * called.
	 */
	public Saga() {
	}

	/**
	 * Run a block, and undo what it has done if it fails. When this returns, no
	 * compensation has run. When it throws a business failure, each registered
	 * compensation has been called once.
	 * @param <T> the type of the result
	 * @param body the block; a failure of it is thrown as it is, checked ones too, with
	 * the failures of compensations suppressed
	 * @return the result of the block
	 */
	public static <T extends @Nullable Object> T run(Body<T> body) {
		Saga saga = new Saga();
		try {
			return body.run(saga);
		}
		catch (Throwable ex) {
			if (!isBug(ex)) {
				saga.rollback(ex);
			}
			throw Saga.<RuntimeException>sneaky(ex);
		}
	}

	/**
	 * Register a compensation. Register it after the step that it undoes, or before if it
	 * can bear that the step has never happened.
	 * @param compensation undoes one step, usually by calling an activity
	 * @return this saga
	 * @throws NullPointerException if there is no compensation
	 */
	public Saga compensate(Runnable compensation) {
		this.compensations.push(compensation);
		return this;
	}

	/**
	 * Run the registered compensations in reverse order of registration, shielded from
	 * cancellation. Each is called at most once: a second rollback does nothing unless
	 * something was registered since. If compensations fail, the rest still runs; then
	 * the first such failure is thrown as it is, with the later ones suppressed. A bug is
	 * thrown at once.
	 */
	public void rollback() {
		Throwable failure = rollback(null);
		if (failure != null) {
			throw Saga.<RuntimeException>sneaky(failure);
		}
	}

	private @Nullable Throwable rollback(@Nullable Throwable original) {
		WorkflowContext context = WorkflowContext.current();
		if (context == null || this.compensations.isEmpty()) {
			return compensateAll(original);
		}
		Callable<@Nullable Throwable> block = () -> compensateAll(original);
		return context.detached(block);
	}

	private @Nullable Throwable compensateAll(@Nullable Throwable original) {
		Throwable failure = original;
		while (!this.compensations.isEmpty()) {
			try {
				this.compensations.pop().run();
			}
			catch (Throwable ex) {
				if (isBug(ex)) {
					throw Saga.<RuntimeException>sneaky(ex);
				}
				failure = join(failure, ex);
			}
		}
		return failure;
	}

	private static Throwable join(@Nullable Throwable first, Throwable next) {
		if (first == null) {
			return next;
		}
		if (first != next) {
			first.addSuppressed(next);
		}
		return first;
	}

	private static boolean isBug(Throwable failure) {
		WorkflowContext context = WorkflowContext.current();
		return (context != null) ? context.isBug(failure) : WorkflowContext.isBugByDefault(failure);
	}

	@SuppressWarnings("unchecked")
	private static <E extends Throwable> E sneaky(Throwable failure) throws E {
		throw (E) failure;
	}

	/**
	 * A block whose steps can be undone.
	 *
	 * @param <T> the type of the result
	 */
	@FunctionalInterface
	public interface Body<T extends @Nullable Object> {

		/**
		 * Run the block.
		 * @param saga takes the compensations
		 * @return the result
		 * @throws Exception if the block fails; the caller of {@link Saga#run(Body)} gets
		 * it as it is
		 */
		T run(Saga saga) throws Exception;

	}

}
