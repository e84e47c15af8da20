package dev.durable;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * A context that knows only its own state: whether it is open, replays, and what is a
 * bug.
 */
class FakeWorkflowContext implements WorkflowContext {

	boolean open = true;

	boolean replaying;

	Predicate<Throwable> bug = WorkflowContext::isBugByDefault;

	@Override
	public void sleep(Duration duration) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void await(BooleanSupplier condition) {
		throw new UnsupportedOperationException();
	}

	@Override
	public boolean await(Duration limit, BooleanSupplier condition) {
		throw new UnsupportedOperationException();
	}

	@Override
	public <T> Promise<T> async(Callable<T> callable) {
		throw new UnsupportedOperationException();
	}

	@Override
	public <T> Promise<List<T>> all(Collection<Promise<T>> promises) {
		throw new UnsupportedOperationException();
	}

	@Override
	public <T> Promise<T> any(Collection<Promise<T>> promises) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Instant now() {
		return Instant.EPOCH;
	}

	@Override
	public UUID randomUuid() {
		throw new UnsupportedOperationException();
	}

	@Override
	public RandomGenerator random() {
		throw new UnsupportedOperationException();
	}

	@Override
	public <T> T sideEffect(Class<T> type, Supplier<T> supplier) {
		return supplier.get();
	}

	@Override
	public WorkflowInfo info() {
		throw new UnsupportedOperationException();
	}

	@Override
	public boolean isReplaying() {
		return this.replaying;
	}

	@Override
	public boolean isBug(Throwable failure) {
		return this.bug.test(failure);
	}

	@Override
	public boolean isOpen() {
		return this.open;
	}

}
