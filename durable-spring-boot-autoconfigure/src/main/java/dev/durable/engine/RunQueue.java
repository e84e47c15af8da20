package dev.durable.engine;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;

import dev.durable.DurableQueue;
import org.jspecify.annotations.Nullable;

/**
 * A queue of a run. Takers wait only while it is empty, putters only while it is full.
 *
 * @param <T> the type of the values
 */
final class RunQueue<T> implements DurableQueue<T> {

	private final RunCore run;

	private final int capacity;

	private final Queue<T> values = new ArrayDeque<>();

	private final Set<RunPromise<T>> takers = new LinkedHashSet<>();

	private final Set<Putter<T>> putters = new LinkedHashSet<>();

	RunQueue(RunCore run, int capacity) {
		this.run = run;
		this.capacity = capacity;
	}

	@Override
	public void put(T value) {
		RunContext context = RunContext.required("DurableQueue.put");
		context.writable("DurableQueue.put");
		if (append(value)) {
			return;
		}
		Putter<T> putter = new Putter<>(value, new RunPromise<>(this.run));
		this.putters.add(putter);
		try {
			context.join(putter.promise());
		}
		catch (RuntimeException ex) {
			this.putters.remove(putter);
			throw ex;
		}
	}

	@Override
	public T take() {
		RunContext context = RunContext.required("DurableQueue.take");
		context.writable("DurableQueue.take");
		if (!this.values.isEmpty()) {
			return remove();
		}
		RunPromise<T> taker = new RunPromise<>(this.run);
		this.takers.add(taker);
		try {
			context.join(taker);
		}
		catch (RuntimeException ex) {
			this.takers.remove(taker);
			throw ex;
		}
		return taker.result();
	}

	@Override
	public boolean offer(T value) {
		RunContext.required("DurableQueue.offer").writable("DurableQueue.offer");
		return append(value);
	}

	@Override
	public Optional<T> poll() {
		RunContext.required("DurableQueue.poll").writable("DurableQueue.poll");
		return this.values.isEmpty() ? Optional.empty() : Optional.of(remove());
	}

	private boolean append(@Nullable T value) {
		if (value == null) {
			throw new IllegalArgumentException("'value' must not be null: a durable queue has no place for it");
		}
		if (!this.takers.isEmpty()) {
			RunPromise<T> first = this.takers.iterator().next();
			this.takers.remove(first);
			first.complete(value);
			return true;
		}
		return this.values.size() < this.capacity && this.values.add(value);
	}

	private T remove() {
		T value = this.values.remove();
		if (!this.putters.isEmpty()) {
			Putter<T> first = this.putters.iterator().next();
			this.putters.remove(first);
			this.values.add(first.value());
			first.promise().complete(null);
		}
		return value;
	}

	/**
	 * One who waits for room. Not a record: two of them may have equal values.
	 *
	 * @param <T> the type of the value
	 */
	private static final class Putter<T> {

		private final T value;

		private final RunPromise<@Nullable Void> promise;

		Putter(T value, RunPromise<@Nullable Void> promise) {
			this.value = value;
			this.promise = promise;
		}

		T value() {
			return this.value;
		}

		RunPromise<@Nullable Void> promise() {
			return this.promise;
		}

	}

}
