package dev.durable.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import dev.durable.ActivityOptions;
import dev.durable.CancellationScope;
import dev.durable.ChildOptions;
import dev.durable.DurableLock;
import dev.durable.DurableQueue;
import dev.durable.DurableSemaphore;
import dev.durable.Promise;
import dev.durable.ReadOnlyViolation;
import dev.durable.WorkflowContext;
import dev.durable.WorkflowInfo;
import org.jspecify.annotations.Nullable;

/**
 * What a thread of a run is bound to: the durable operations, for the branch that runs on
 * it. Without a branch it is read-only: a query, a validator, a condition of
 * {@code await} or a side effect.
 */
public final class RunContext implements WorkflowContext {

	private final RunCore run;

	private final @Nullable Branch branch;

	RunContext(RunCore run, @Nullable Branch branch) {
		this.run = run;
		this.branch = branch;
	}

	/**
	 * Return the context of the calling thread.
	 * @return the context, or null if the thread runs no workflow code
	 */
	public static @Nullable RunContext currentOrNull() {
		return (WorkflowContext.current() instanceof RunContext context) ? context : null;
	}

	static RunContext required(String operation) {
		return (RunContext) WorkflowContext.required(operation);
	}

	/**
	 * Call an activity and wait for its result.
	 * @param activity the activity
	 * @param arguments its arguments
	 * @return its result
	 * @throws dev.durable.ReadOnlyViolation in a query or an await condition
	 */
	public @Nullable Object activity(ActivityType activity, @Nullable Object[] arguments) {
		Branch moving = blocking("activity '" + activity.name() + "'");
		OpenActivity open = this.run.activities().schedule(activity, arguments, moving.scope());
		moving.park(open.result());
		return open.promise().result();
	}

	/**
	 * Start a child workflow and wait for its result.
	 * @param call the call
	 * @return its result
	 * @throws dev.durable.ChildWorkflowFailure if it ends otherwise, or its workflow id
	 * has an open run
	 * @throws dev.durable.ReadOnlyViolation in a query or an await condition
	 */
	public @Nullable Object child(ChildCall call) {
		Branch moving = blocking("child workflow '" + call.type() + "'");
		String workflowId = (call.workflowId() != null) ? call.workflowId() : randomUuid().toString();
		OpenChild open = this.run.children().start(call, workflowId, moving.scope());
		moving.park(open.result());
		return open.promise().result();
	}

	/**
	 * Signal another workflow and wait until the signal is in its inbox.
	 * @param workflowId the workflow id of the other
	 * @param signal the name of the signal
	 * @param arguments its arguments
	 * @throws dev.durable.ExternalWorkflowFailure if it has no open run
	 * @throws dev.durable.ReadOnlyViolation in a query or an await condition
	 */
	public void signalExternal(String workflowId, String signal, @Nullable Object[] arguments) {
		Branch moving = blocking("signal '" + signal + "' to workflow '" + workflowId + "'");
		RunPromise<@Nullable Void> outcome = this.run.requests().signal(workflowId, signal, arguments);
		moving.park(Wait.on(outcome));
		outcome.result();
	}

	@Override
	public void cancelExternal(String workflowId) {
		Branch moving = blocking("Durable.cancelExternal");
		RunPromise<@Nullable Void> outcome = this.run.requests().cancel(workflowId);
		moving.park(Wait.on(outcome));
		outcome.result();
	}

	/**
	 * Check that what is called may be recorded here.
	 * @param operation what is called
	 * @return the branch that calls
	 */
	Branch writable(String operation) {
		Branch moving = this.branch;
		if (moving == null) {
			throw new ReadOnlyViolation(operation, "a query, a validator, a condition of await or a side effect");
		}
		moving.checkUnwinding();
		return moving;
	}

	private Branch blocking(String operation) {
		Branch moving = writable(operation);
		moving.scope().throwIfCancelled();
		return moving;
	}

	/**
	 * Wait for a promise.
	 */
	void join(RunPromise<?> promise) {
		join(promise, null);
	}

	/**
	 * Wait for a promise, with a limit.
	 * @param promise the promise
	 * @param limit the longest time to wait, or null for any time
	 * @return false if the time ran out first
	 */
	boolean join(RunPromise<?> promise, @Nullable Duration limit) {
		Branch moving = writable("Promise.get");
		if (promise.run() != this.run) {
			throw new IllegalStateException("The promise belongs to " + promise.run() + " and cannot be waited for by "
					+ this.run + ": each run has its own");
		}
		if (promise.isDone()) {
			return true;
		}
		if (limit == null) {
			moving.park(Wait.on(promise));
			return true;
		}
		if (!isPositive(limit)) {
			return false;
		}
		moving.scope().throwIfCancelled();
		Timer timer = this.run.timers().start(limit, moving.scope());
		moving.park(Wait.on(promise, timer.promise()));
		timer.cancel();
		return promise.isDone();
	}

	@Override
	public void sleep(Duration duration) {
		Branch moving = writable("Durable.sleep");
		if (isPositive(duration)) {
			moving.scope().throwIfCancelled();
			Timer timer = this.run.timers().start(duration, moving.scope());
			moving.park(Wait.on(timer.promise()));
		}
	}

	private static boolean isPositive(Duration duration) {
		return !duration.isZero() && !duration.isNegative();
	}

	@Override
	public void await(BooleanSupplier condition) {
		Branch moving = writable("Durable.await");
		Condition probe = new Condition(this.run, condition);
		if (!probe.getAsBoolean()) {
			moving.park(Wait.until(probe));
		}
		probe.result();
	}

	@Override
	public boolean await(Duration limit, BooleanSupplier condition) {
		Branch moving = writable("Durable.await");
		Condition probe = new Condition(this.run, condition);
		if (probe.getAsBoolean() || !isPositive(limit)) {
			return probe.result();
		}
		moving.scope().throwIfCancelled();
		Timer timer = this.run.timers().start(limit, moving.scope());
		moving.park(Wait.until(probe, timer.promise()));
		timer.cancel();
		return probe.result();
	}

	@Override
	public <T extends @Nullable Object> Promise<T> async(Callable<T> block) {
		return this.run.async("async", writable("Durable.async").origin(), null, block);
	}

	/**
	 * Derive a promise: its block begins when another one is settled.
	 */
	<T extends @Nullable Object> Promise<T> derive(String kind, RunPromise<?> from, Callable<T> block) {
		return this.run.async(kind, writable("Promise." + kind).origin(), Wait.on(from), block);
	}

	@Override
	public <T extends @Nullable Object> Promise<List<T>> all(Collection<Promise<T>> promises) {
		writable("Durable.all");
		return Joins.all(this.run, promises);
	}

	@Override
	public <T extends @Nullable Object> Promise<T> any(Collection<Promise<T>> promises) {
		writable("Durable.any");
		return Joins.any(this.run, promises);
	}

	@Override
	public Instant now() {
		return this.run.log().readTime();
	}

	@Override
	public UUID randomUuid() {
		RandomGenerator random = random();
		return new UUID((random.nextLong() & ~0xF000L) | 0x4000L,
				(random.nextLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L);
	}

	@Override
	public RandomGenerator random() {
		writable("Durable.random");
		return this.run.random();
	}

	@Override
	public <T> @Nullable T sideEffect(Class<T> type, Supplier<@Nullable T> effect) {
		writable("Durable.sideEffect");
		return this.run.sideEffects().ask(type, effect);
	}

	@Override
	public int version(String changeId, int min, int max) {
		writable("Durable.version");
		return this.run.versions().choose(changeId, min, max);
	}

	@Override
	public <T extends @Nullable Object> T continueAsNew(@Nullable Object... args) {
		Branch moving = writable("Durable.continueAsNew");
		if (moving.isInUpdate()) {
			throw new IllegalStateException("Durable.continueAsNew is not allowed in the handler of an update: its"
					+ " caller waits for an answer. Set a field, and continue as new in the workflow method.");
		}
		this.run.ending().continueAsNew(args);
		throw new ContinueAsNew();
	}

	@Override
	public void attribute(String name, @Nullable Object value) {
		writable("Durable.attribute");
		this.run.notes().attribute(name, value);
	}

	@Override
	public void memo(String name, @Nullable Object value) {
		writable("Durable.memo");
		this.run.notes().memo(name, value);
	}

	@Override
	public <T extends @Nullable Object> T detached(Callable<T> block) {
		Branch moving = writable("Durable.detached");
		Scope before = moving.enter(new Scope(null));
		try {
			return block.call();
		}
		catch (Exception ex) {
			throw Failures.sneaky(ex);
		}
		finally {
			moving.enter(before);
		}
	}

	@Override
	public CancellationScope scope(Runnable block) {
		Origin origin = writable("Durable.scope").origin();
		Scope inner = new Scope(origin.scope());
		RunPromise<@Nullable Void> outcome = this.run.async("scope",
				new Origin(inner, origin.headers(), origin.inUpdate()), null, () -> {
					block.run();
					return null;
				});
		return new ScopeHandle(inner, outcome);
	}

	@Override
	public <A> A with(A activity, ActivityOptions options) {
		return this.run.environment().stubs().activity(activity, options);
	}

	@Override
	public <W> W child(Class<W> type, ChildOptions options) {
		return this.run.environment().stubs().child(type, options);
	}

	@Override
	public <W> W external(Class<W> type, String workflowId) {
		return this.run.environment().stubs().external(type, workflowId);
	}

	@Override
	public <T> DurableQueue<T> queue(int capacity) {
		return new RunQueue<>(this.run, capacity);
	}

	@Override
	public DurableLock lock() {
		return new RunLock(this.run);
	}

	@Override
	public DurableSemaphore semaphore(int permits) {
		return new RunSemaphore(this.run, permits);
	}

	@Override
	public boolean allHandlersFinished() {
		return this.run.handlers().allFinished();
	}

	@Override
	public WorkflowInfo info() {
		return this.run.info();
	}

	@Override
	public boolean isReplaying() {
		return this.run.isQuiet();
	}

	@Override
	public boolean isBug(Throwable failure) {
		return this.run.isBug(failure);
	}

	@Override
	public boolean isOpen() {
		return !this.run.isClosed();
	}

}
