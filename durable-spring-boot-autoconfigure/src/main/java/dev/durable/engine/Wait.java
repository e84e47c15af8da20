package dev.durable.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What a blocked branch waits for. Promises tell when they are settled; a condition must
 * be looked at whenever the run has moved.
 */
final class Wait implements RunPromise.Listener {

	private final @Nullable Condition condition;

	private final List<RunPromise<?>> promises;

	private final boolean cancellable;

	private @Nullable Branch branch;

	private boolean met;

	private Wait(@Nullable Condition condition, List<RunPromise<?>> promises, boolean cancellable) {
		this.condition = condition;
		this.promises = promises;
		this.cancellable = cancellable;
	}

	static Wait on(RunPromise<?>... promises) {
		return new Wait(null, List.of(promises), true);
	}

	/**
	 * Wait for what answers a cancellation itself.
	 */
	static Wait uncancellable(RunPromise<?> promise) {
		return new Wait(null, List.of(promise), false);
	}

	static Wait until(Condition condition, RunPromise<?>... promises) {
		return new Wait(condition, List.of(promises), true);
	}

	boolean isPolled() {
		return this.condition != null;
	}

	boolean isCancellable() {
		return this.cancellable;
	}

	/**
	 * Look whether the branch may go on. A condition is looked at before any promise.
	 */
	boolean isMet() {
		if (!this.met) {
			this.met = (this.condition != null && this.condition.getAsBoolean())
					|| this.promises.stream().anyMatch(RunPromise::isDone);
		}
		return this.met;
	}

	/**
	 * Say in words what is waited for.
	 */
	String describe(RunCore run) {
		List<String> parts = new ArrayList<>();
		if (this.condition != null) {
			parts.add("a condition");
		}
		this.promises.forEach((promise) -> parts.add(describe(run, promise)));
		return String.join(" or ", parts);
	}

	private static String describe(RunCore run, RunPromise<?> promise) {
		return Stream
			.of(run.activities().describe(promise), run.timers().describe(promise), run.children().describe(promise),
					run.requests().describe(promise))
			.flatMap(Optional::stream)
			.findFirst()
			.orElse("a promise");
	}

	void begin(Branch waiting) {
		this.branch = waiting;
		this.promises.forEach((promise) -> promise.listen(this));
	}

	void end() {
		this.branch = null;
		this.promises.forEach((promise) -> promise.unlisten(this));
	}

	@Override
	public void settled(RunPromise<?> promise) {
		if (this.branch != null) {
			this.branch.wake();
		}
	}

}
