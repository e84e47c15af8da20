package dev.durable.engine;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

import dev.durable.Promise;
import dev.durable.TimeoutFailure;
import dev.durable.TimeoutType;
import org.jspecify.annotations.Nullable;

/**
 * A promise of a run. It is settled between moves only, or by the branch that moves, so
 * everybody sees it settled at the same place on replay.
 *
 * @param <T> the type of the value
 */
final class RunPromise<T extends @Nullable Object> implements Promise<T> {

	private final RunCore run;

	private @Nullable Set<Listener> listeners;

	private boolean settled;

	private int order;

	private @Nullable T value;

	private @Nullable Supplier<Throwable> failure;

	private @Nullable Throwable thrown;

	RunPromise(RunCore run) {
		this.run = run;
	}

	RunCore run() {
		return this.run;
	}

	void complete(@Nullable T result) {
		if (!this.settled) {
			this.value = result;
			settle();
		}
	}

	/*
	 * The exception is made by the branch that gets it, so that its stack trace shows the
	 * workflow code and not the engine.
	 */
	void fail(Supplier<Throwable> cause) {
		if (!this.settled) {
			this.failure = cause;
			settle();
		}
	}

	private void settle() {
		this.settled = true;
		this.order = this.run.nextSettleOrder();
		if (this.listeners != null) {
			List<Listener> told = List.copyOf(this.listeners);
			this.listeners = null;
			told.forEach((listener) -> listener.settled(this));
		}
	}

	void listen(Listener listener) {
		if (!this.settled) {
			if (this.listeners == null) {
				this.listeners = new LinkedHashSet<>();
			}
			this.listeners.add(listener);
		}
	}

	void unlisten(Listener listener) {
		if (this.listeners != null) {
			this.listeners.remove(listener);
		}
	}

	@Override
	public boolean isDone() {
		return this.settled;
	}

	boolean isFailed() {
		return this.failure != null;
	}

	/**
	 * Return when it was settled, compared with other promises of the run.
	 */
	int order() {
		return this.order;
	}

	@Override
	public T get() {
		if (!this.settled) {
			RunContext.required("Promise.get").join(this);
		}
		return result();
	}

	@Override
	public T get(Duration limit) {
		if (!this.settled && !RunContext.required("Promise.get").join(this, limit)) {
			throw new TimeoutFailure(TimeoutType.WAIT, "The promise was not settled within " + limit
					+ ". It goes on; wait for it again, or give a longer limit.", null);
		}
		return result();
	}

	/*
	 * A settled promise without a failure has a value, which may be null where T allows
	 * it.
	 */
	@SuppressWarnings("NullAway")
	T result() {
		if (this.failure != null) {
			throw Failures.sneaky(thrown());
		}
		return this.value;
	}

	/**
	 * Return the exception of a failed promise, always the same. Whoever asks is expected
	 * to do something about it.
	 */
	Throwable thrown() {
		this.run.read(this);
		if (this.thrown == null && this.failure != null) {
			this.thrown = this.failure.get();
		}
		return (this.thrown != null) ? this.thrown : new IllegalStateException("The promise has not failed");
	}

	@Override
	public <U extends @Nullable Object> Promise<U> map(Function<? super T, ? extends U> function) {
		return RunContext.required("Promise.map").derive("map", this, () -> function.apply(get()));
	}

	@Override
	public <U extends @Nullable Object> Promise<U> flatMap(Function<? super T, Promise<U>> function) {
		return RunContext.required("Promise.flatMap").derive("flatMap", this, () -> function.apply(get()).get());
	}

	@Override
	public Promise<T> exceptionally(Function<Throwable, ? extends T> function) {
		return RunContext.required("Promise.exceptionally").derive("exceptionally", this, () -> resultOr(function));
	}

	/*
	 * A cancellation of the wait is not a failure of this promise.
	 */
	private T resultOr(Function<Throwable, ? extends T> function) {
		if (!this.settled) {
			RunContext.required("Promise.exceptionally").join(this);
		}
		if (this.failure == null) {
			return result();
		}
		Throwable cause = thrown();
		if (this.run.isBug(cause)) {
			throw Failures.sneaky(cause);
		}
		return function.apply(cause);
	}

	/**
	 * Told once when a promise is settled.
	 */
	interface Listener {

		/**
		 * The promise is settled.
		 * @param promise the promise
		 */
		void settled(RunPromise<?> promise);

	}

}
