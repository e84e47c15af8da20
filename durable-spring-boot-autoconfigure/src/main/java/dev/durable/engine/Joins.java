package dev.durable.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import dev.durable.Promise;
import org.jspecify.annotations.Nullable;

/**
 * Promises about several promises. They are told when one of their parts is settled, and
 * count; so waiting for many costs no more than their number.
 */
final class Joins {

	private Joins() {
	}

	static <T extends @Nullable Object> Promise<List<T>> all(RunCore run, Collection<Promise<T>> promises) {
		return new All<>(run, parts(promises)).begin();
	}

	static <T extends @Nullable Object> Promise<T> any(RunCore run, Collection<Promise<T>> promises) {
		if (promises.isEmpty()) {
			throw new IllegalArgumentException(
					"'promises' must not be empty: Durable.any of nothing would wait for ever");
		}
		List<RunPromise<T>> parts = parts(promises);
		return new Any<>(run, parts).begin();
	}

	private static <T extends @Nullable Object> List<RunPromise<T>> parts(Collection<Promise<T>> promises) {
		List<RunPromise<T>> parts = new ArrayList<>(promises.size());
		promises.forEach((promise) -> parts.add((RunPromise<T>) promise));
		return parts;
	}

	private static final class All<T extends @Nullable Object> implements RunPromise.Listener {

		private final RunPromise<List<T>> joint;

		private final List<RunPromise<T>> parts;

		private final Set<RunPromise<T>> open = new LinkedHashSet<>();

		All(RunCore run, List<RunPromise<T>> parts) {
			this.joint = new RunPromise<>(run);
			this.parts = parts;
		}

		Promise<List<T>> begin() {
			this.parts.stream()
				.filter(RunPromise::isFailed)
				.min(Comparator.comparingInt(RunPromise::order))
				.ifPresent((part) -> this.joint.fail(part::thrown));
			if (!this.joint.isDone()) {
				this.parts.stream().filter((part) -> !part.isDone()).forEach(this.open::add);
				this.open.forEach((part) -> part.listen(this));
				completeIfNoneIsOpen();
			}
			return this.joint;
		}

		@Override
		public void settled(RunPromise<?> part) {
			this.open.remove(part);
			if (part.isFailed()) {
				this.open.forEach((other) -> other.unlisten(this));
				this.joint.fail(part::thrown);
			}
			else {
				completeIfNoneIsOpen();
			}
		}

		private void completeIfNoneIsOpen() {
			if (this.open.isEmpty()) {
				List<T> values = new ArrayList<>(this.parts.size());
				this.parts.forEach((part) -> values.add(part.result()));
				this.joint.complete(values);
			}
		}

	}

	private static final class Any<T extends @Nullable Object> implements RunPromise.Listener {

		private final RunPromise<T> joint;

		private final List<RunPromise<T>> parts;

		Any(RunCore run, List<RunPromise<T>> parts) {
			this.joint = new RunPromise<>(run);
			this.parts = parts;
		}

		Promise<T> begin() {
			this.parts.stream()
				.filter(RunPromise::isDone)
				.findFirst()
				.ifPresentOrElse(this::decide, () -> this.parts.forEach((part) -> part.listen(this)));
			return this.joint;
		}

		@Override
		public void settled(RunPromise<?> decisive) {
			this.parts.forEach((part) -> part.unlisten(this));
			this.parts.stream().filter((part) -> part == decisive).findFirst().ifPresent(this::decide);
		}

		private void decide(RunPromise<T> part) {
			if (part.isFailed()) {
				this.joint.fail(part::thrown);
			}
			else {
				this.joint.complete(part.result());
			}
		}

	}

}
