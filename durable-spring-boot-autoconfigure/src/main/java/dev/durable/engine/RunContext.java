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

import dev.durable.Promise;
import dev.durable.ReadOnlyViolation;
import dev.durable.WorkflowContext;
import dev.durable.WorkflowInfo;
import org.jspecify.annotations.Nullable;

/**
 * What a thread of a run is bound to: the durable operations, for the branch that runs on
 * it. Without a branch it is read-only: a query, or a condition of {@code await}.
 */
public final class RunContext implements WorkflowContext {

	private final Run run;

	private final @Nullable Branch branch;

	RunContext(Run run, @Nullable Branch branch) {
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
		writable("activity '" + activity.name() + "'");
		return this.run.schedule(activity, arguments).get();
	}

	void block(BooleanSupplier condition) {
		writable("a blocking call").block(condition);
	}

	private Branch writable(String operation) {
		Branch moving = this.branch;
		if (moving == null) {
			throw new ReadOnlyViolation(operation, "a query, a condition of await or a side effect");
		}
		moving.checkUnwinding();
		return moving;
	}

	@Override
	public void sleep(Duration duration) {
		Branch moving = writable("Durable.sleep");
		if (!duration.isZero() && !duration.isNegative()) {
			RunPromise<Void> timer = this.run.startTimer(duration).promise();
			moving.block(timer::isDone);
		}
	}

	@Override
	public void await(BooleanSupplier condition) {
		Branch moving = writable("Durable.await");
		Condition probe = new Condition(this.run, condition);
		if (!probe.getAsBoolean()) {
			moving.block(probe);
		}
		probe.result();
	}

	@Override
	public boolean await(Duration limit, BooleanSupplier condition) {
		Branch moving = writable("Durable.await");
		Condition probe = new Condition(this.run, condition);
		if (probe.getAsBoolean() || limit.isZero() || limit.isNegative()) {
			return probe.result();
		}
		Timer timer = this.run.startTimer(limit);
		moving.block(() -> probe.getAsBoolean() || timer.promise().isDone());
		if (!timer.promise().isDone()) {
			this.run.cancel(timer);
		}
		return probe.result();
	}

	@Override
	public <T extends @Nullable Object> Promise<T> async(Callable<T> block) {
		writable("Durable.async");
		return this.run.async("async", block);
	}

	@Override
	public <T extends @Nullable Object> Promise<List<T>> all(Collection<Promise<T>> promises) {
		return Joins.all(this.run, promises);
	}

	@Override
	public <T extends @Nullable Object> Promise<T> any(Collection<Promise<T>> promises) {
		return Joins.any(this.run, promises);
	}

	@Override
	public Instant now() {
		return this.run.now();
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
		return this.run.sideEffect(type, effect);
	}

	@Override
	public WorkflowInfo info() {
		return this.run.info();
	}

	@Override
	public boolean isReplaying() {
		return this.run.isReplaying();
	}

	@Override
	public boolean isBug(Throwable failure) {
		return failure instanceof Unwound || this.run.environment().bugs().test(failure);
	}

	@Override
	public boolean isOpen() {
		return !this.run.isClosed();
	}

}
