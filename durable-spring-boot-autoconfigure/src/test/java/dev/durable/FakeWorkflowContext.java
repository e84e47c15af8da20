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

import org.jspecify.annotations.Nullable;

/**
 * A context that knows only its own state: whether it is open, replays, and what is a
 * bug.
 */
class FakeWorkflowContext implements WorkflowContext {

	boolean open = true;

	boolean replaying;

	int detached;

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
	public int version(String changeId, int min, int max) {
		throw new UnsupportedOperationException();
	}

	@Override
	public <T extends @Nullable Object> T continueAsNew(@Nullable Object... args) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void attribute(String name, @Nullable Object value) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void memo(String name, @Nullable Object value) {
		throw new UnsupportedOperationException();
	}

	@Override
	public <T extends @Nullable Object> T detached(Callable<T> block) {
		this.detached++;
		try {
			return block.call();
		}
		catch (Exception ex) {
			throw FakeWorkflowContext.<RuntimeException>sneaky(ex);
		}
		finally {
			this.detached--;
		}
	}

	@SuppressWarnings("unchecked")
	private static <E extends Throwable> E sneaky(Throwable failure) throws E {
		throw (E) failure;
	}

	@Override
	public CancellationScope scope(Runnable block) {
		throw new UnsupportedOperationException();
	}

	@Override
	public <A> A with(A activity, ActivityOptions options) {
		throw new UnsupportedOperationException();
	}

	@Override
	public <W> W child(Class<W> type, ChildOptions options) {
		throw new UnsupportedOperationException();
	}

	@Override
	public <W> W external(Class<W> type, String workflowId) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void cancelExternal(String workflowId) {
		throw new UnsupportedOperationException();
	}

	@Override
	public <T> DurableQueue<T> queue(int capacity) {
		throw new UnsupportedOperationException();
	}

	@Override
	public DurableLock lock() {
		throw new UnsupportedOperationException();
	}

	@Override
	public DurableSemaphore semaphore(int permits) {
		throw new UnsupportedOperationException();
	}

	@Override
	public boolean allHandlersFinished() {
		throw new UnsupportedOperationException();
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
