package dev.durable.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import dev.durable.Promise;

/**
 * Promises about several promises. They keep no state: what they say follows from the
 * order in which their parts were settled, which is the same on replay.
 */
final class Joins {

	private Joins() {
	}

	static <T> Promise<List<T>> all(Run run, Collection<Promise<T>> promises) {
		return new All<>(run, parts(promises));
	}

	static <T> Promise<T> any(Run run, Collection<Promise<T>> promises) {
		if (promises.isEmpty()) {
			throw new IllegalArgumentException(
					"'promises' must not be empty: Durable.any of nothing would wait for ever");
		}
		return new Any<>(run, parts(promises));
	}

	private static <T> List<RunPromise<T>> parts(Collection<Promise<T>> promises) {
		List<RunPromise<T>> parts = new ArrayList<>(promises.size());
		promises.forEach((promise) -> parts.add((RunPromise<T>) promise));
		return parts;
	}

	private abstract static class Join<T, P> extends RunPromise<T> {

		final List<RunPromise<P>> parts;

		Join(Run run, List<RunPromise<P>> parts) {
			super(run);
			this.parts = parts;
		}

		abstract Optional<RunPromise<P>> decisive();

		@Override
		public boolean isDone() {
			return decisive().isPresent() || this.parts.stream().allMatch(RunPromise::isDone);
		}

		@Override
		boolean isFailed() {
			return decisive().map(RunPromise::isFailed).orElse(false);
		}

		@Override
		int order() {
			return decisive().map(RunPromise::order)
				.orElseGet(() -> this.parts.stream().mapToInt(RunPromise::order).max().orElse(0));
		}

	}

	private static final class All<T> extends Join<List<T>, T> {

		All(Run run, List<RunPromise<T>> parts) {
			super(run, parts);
		}

		@Override
		Optional<RunPromise<T>> decisive() {
			return this.parts.stream().filter(RunPromise::isFailed).min(Comparator.comparingInt(RunPromise::order));
		}

		@Override
		List<T> result() {
			decisive().ifPresent(RunPromise::result);
			List<T> values = new ArrayList<>(this.parts.size());
			this.parts.forEach((part) -> values.add(part.result()));
			return values;
		}

	}

	private static final class Any<T> extends Join<T, T> {

		Any(Run run, List<RunPromise<T>> parts) {
			super(run, parts);
		}

		@Override
		Optional<RunPromise<T>> decisive() {
			return this.parts.stream().filter(RunPromise::isDone).min(Comparator.comparingInt(RunPromise::order));
		}

		@Override
		T result() {
			return decisive().orElseThrow().result();
		}

	}

}
