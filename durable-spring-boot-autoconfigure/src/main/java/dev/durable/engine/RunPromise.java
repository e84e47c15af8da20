package dev.durable.engine;

import java.time.Duration;
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
class RunPromise<T extends @Nullable Object> implements Promise<T> {

	private final Run run;

	private boolean settled;

	private int order;

	private @Nullable T value;

	private @Nullable Supplier<Throwable> failure;

	private @Nullable Throwable thrown;

	RunPromise(Run run) {
		this.run = run;
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
	}

	@Override
	public boolean isDone() {
		return this.settled;
	}

	boolean isFailed() {
		return isDone() && this.failure != null;
	}

	int order() {
		return this.order;
	}

	@Override
	public T get() {
		if (!isDone()) {
			RunContext.required("Promise.get").block(this::isDone);
		}
		return result();
	}

	@Override
	public T get(Duration limit) {
		if (!isDone() && !RunContext.required("Promise.get").await(limit, this::isDone)) {
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
		Supplier<Throwable> cause = this.failure;
		if (cause != null) {
			if (this.thrown == null) {
				this.thrown = cause.get();
			}
			throw Failures.sneaky(this.thrown);
		}
		return this.value;
	}

	@Override
	public <U> Promise<U> map(Function<? super T, ? extends U> function) {
		return this.run.async("map", () -> function.apply(get()));
	}

	@Override
	public <U> Promise<U> flatMap(Function<? super T, Promise<U>> function) {
		return this.run.async("flatMap", () -> function.apply(get()).get());
	}

	@Override
	public Promise<T> exceptionally(Function<Throwable, ? extends T> function) {
		return this.run.async("exceptionally", () -> {
			try {
				return get();
			}
			catch (Exception ex) {
				return function.apply(ex);
			}
		});
	}

}
