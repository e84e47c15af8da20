package dev.durable.node;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import dev.durable.ActivityAbandoned;
import dev.durable.ActivityContexts;
import dev.durable.ApplicationFailure;
import dev.durable.CancelledFailure;
import dev.durable.TimeoutType;
import dev.durable.engine.Failures;
import dev.durable.engine.Printed;
import dev.durable.history.FailureInfo;
import dev.durable.history.Incoming;
import dev.durable.history.Payload;
import dev.durable.history.UnwritableException;
import dev.durable.store.AttemptAbandonedException;
import dev.durable.store.Fence;
import dev.durable.store.FenceLostException;
import dev.durable.store.NewLetter;
import dev.durable.store.OutcomeUnknownException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt of an activity, from its wait for a thread to its end. It is told that it
 * does not count any more, or is asked to end, by any thread.
 */
final class Execution {

	private static final Logger logger = LoggerFactory.getLogger(Execution.class);

	private static final Duration WRITE_MAX = Duration.ofSeconds(30);

	private final NodeContext node;

	private final AttemptOwner owner;

	private final Attempt attempt;

	private final int number;

	private final @Nullable RegisteredActivity activity;

	/** What attempts before this one have said. */
	private final byte @Nullable [] before;

	private final Instant due;

	private int slot = -1;

	private boolean abandoned;

	private boolean cancelRequested;

	private boolean begun;

	private boolean over;

	private @Nullable Thread thread;

	private byte @Nullable [] details;

	private long heardNanos;

	private long mayWriteNanos;

	private boolean writeLater;

	private @Nullable Instant begunAt;

	private @Nullable CompletableFuture<Void> later;

	Execution(NodeContext node, AttemptOwner owner, Attempt attempt, @Nullable RegisteredActivity activity) {
		this.node = node;
		this.owner = owner;
		this.attempt = attempt;
		this.number = attempt.number;
		this.activity = activity;
		this.before = attempt.details;
		this.due = attempt.due;
	}

	boolean isTransactional() {
		return this.activity != null && this.activity.transaction() != null;
	}

	void slot(int free) {
		this.slot = free;
	}

	int slot() {
		return this.slot;
	}

	long activityId() {
		return this.attempt.activityId();
	}

	int number() {
		return this.number;
	}

	AttemptOwner owner() {
		return this.owner;
	}

	String name() {
		return this.attempt.command().activity();
	}

	void notBegun() {
		this.owner.tell(new Message.AttemptNotBegun(activityId(), this.number));
	}

	/**
	 * The attempt does not count any more: interrupt it if it still runs.
	 */
	synchronized void abandon() {
		this.abandoned = true;
		interrupt();
		if (this.later != null) {
			this.later.completeExceptionally(new ActivityAbandoned(name(), "it was given up"));
		}
	}

	/**
	 * The attempt does not count any more, unless its code has begun.
	 * @return false if it has
	 */
	synchronized boolean abandonUnbegun() {
		if (!this.begun) {
			this.abandoned = true;
		}
		return !this.begun;
	}

	/**
	 * Ask the attempt to end: at its next heartbeat, and by an interrupt.
	 */
	synchronized void requestCancel() {
		this.cancelRequested = true;
		interrupt();
	}

	private void interrupt() {
		if (this.thread != null && this.node.settings().interruptActivities()) {
			this.thread.interrupt();
		}
	}

	private synchronized boolean enter() {
		if (!this.abandoned) {
			this.begun = true;
			this.thread = Thread.currentThread();
			this.heardNanos = this.node.executor().nanos();
			this.mayWriteNanos = this.heardNanos;
			this.begunAt = this.node.clock().now();
		}
		return !this.abandoned;
	}

	/*
	 * An interrupt that was meant for this attempt must not hit the next one on this
	 * thread.
	 */
	private synchronized void leave() {
		this.thread = null;
		this.over = true;
		Thread.interrupted();
	}

	/**
	 * Run the attempt.
	 * @return false if it is not known whether it has committed
	 */
	boolean run() {
		if (!enter()) {
			return true;
		}
		Runnable alarm = arm();
		listen(this.attempt.settings().heartbeat());
		AttemptSurroundings around = new AttemptSurroundings(this.node, this.owner, this.attempt, this.number,
				this.due);
		ActivityContexts.bind(new AttemptContext(this));
		try {
			execute();
			around.outcome(outcome(AttemptOutcome.COMPLETED), null);
		}
		catch (OutcomeUnknownException ex) {
			around.outcome(AttemptOutcome.UNKNOWN, ex);
			return false;
		}
		catch (AttemptAbandonedException ex) {
			around.outcome(AttemptOutcome.ABANDONED, ex);
			logger.debug("Attempt {} of {} was given up before it could commit", this.number, name());
		}
		catch (FenceLostException ex) {
			around.outcome(AttemptOutcome.ABANDONED, ex);
			this.node.lost();
		}
		catch (Throwable ex) {
			around.outcome(outcome(AttemptOutcome.FAILED), ex);
			failed(ex);
		}
		finally {
			ActivityContexts.bind(null);
			around.end();
			alarm.run();
			leave();
		}
		return true;
	}

	private synchronized AttemptOutcome outcome(AttemptOutcome end) {
		if (this.abandoned) {
			return AttemptOutcome.ABANDONED;
		}
		return (this.later != null && end == AttemptOutcome.COMPLETED) ? AttemptOutcome.LEFT : end;
	}

	Fence fence() {
		return this.node.fence(this.slot);
	}

	private Runnable arm() {
		Duration limit = this.attempt.settings().startToClose();
		Instant deadline = this.attempt.deadline();
		if (deadline != null) {
			Duration left = Times.until(deadline, this.node.clock().now());
			limit = (left.compareTo(limit) < 0) ? left : limit;
		}
		return this.node.executor().schedule(Lane.TURN, limit, () -> overdue(TimeoutType.START_TO_CLOSE));
	}

	private void overdue(TimeoutType type) {
		this.owner.tell(new Message.AttemptOverdue(activityId(), this.number, type));
	}

	/*
	 * Strikes when nothing was heard for too long.
	 */
	private void listen(@Nullable Duration silence) {
		if (silence == null) {
			return;
		}
		long heard;
		synchronized (this) {
			if (this.over || this.abandoned) {
				return;
			}
			heard = this.heardNanos;
		}
		Duration left = silence.minusNanos(this.node.executor().nanos() - heard);
		if (left.isNegative() || left.isZero()) {
			overdue(TimeoutType.HEARTBEAT);
		}
		else {
			this.node.executor().schedule(Lane.TURN, left, () -> listen(silence));
		}
	}

	private void execute() throws Throwable {
		RegisteredActivity known = this.activity;
		if (known == null) {
			throw new IllegalStateException("Activity '" + name() + "' is not known to this node; it has "
					+ this.node.registry().activities().keySet().stream().sorted().toList()
					+ ". Deploy a bean annotated with @Activity that has it; the activity is tried again.");
		}
		AttemptTransaction transaction = known.transaction();
		long id = activityId();
		if (transaction == null) {
			Incoming.ActivityCompleted event = new Incoming.ActivityCompleted(id, invoke(known));
			this.owner.tellLast(isLater() ? new Message.AttemptLeft(id, this.number)
					: new Message.AttemptCompleted(id, this.number, event));
		}
		else {
			transaction.run(end(), () -> letter(new Incoming.ActivityCompleted(id, invokeChecked(known))),
					(failure) -> letter(new Incoming.ActivityFailed(id,
							describe(failure).ofActivity(name(), this.number, "NON_RETRYABLE_FAILURE"))));
			this.owner.tellLast(new Message.AttemptEnded(id, this.number));
		}
	}

	private AttemptEnd end() {
		return new AttemptEnd() {

			@Override
			public Fence fence() {
				return Execution.this.fence();
			}

			@Override
			public void write(NewLetter result) {
				Execution.this.owner.deliver(fence(), result);
			}

		};
	}

	private NewLetter letter(Incoming event) {
		return this.owner.result(activityId(), this.number, event);
	}

	private Payload invokeChecked(RegisteredActivity known) throws Exception {
		try {
			return invoke(known);
		}
		catch (Throwable ex) {
			throw Failures.sneaky(ex);
		}
	}

	private Payload invoke(RegisteredActivity known) throws Throwable {
		@Nullable Object[] arguments = this.node.environment()
			.converter()
			.readArguments(this.attempt.command().arguments(), known.method().parameterTypes());
		Object result = known.method().invoke(known.bean().get(), arguments);
		if (isLater()) {
			return Payload.NULL;
		}
		try {
			return this.node.environment().converter().write(result);
		}
		catch (UnwritableException ex) {
			throw new ApplicationFailure(UnwritableException.class.getName(),
					"The result of activity '" + name() + "' cannot be stored: " + ex.getMessage())
				.nonRetryable();
		}
	}

	private FailureInfo describe(Throwable failure) {
		FailureInfo info = Failures.describe(failure, this.node.environment().converter());
		String declared = (this.activity != null) ? Failures.nearestDeclared(failure, this.activity.declared()) : null;
		return (declared != null) ? info.withDeclared(declared) : info;
	}

	private void failed(Throwable failure) {
		boolean retryable = true;
		Long wait = null;
		if (failure instanceof ApplicationFailure application) {
			retryable = !application.isNonRetryable()
					&& !this.attempt.settings().retry().nonRetryable().contains(application.type());
			wait = application.nextRetryDelay().map(Times::millis).orElse(null);
		}
		for (Class<?> type = failure.getClass(); type != null; type = type.getSuperclass()) {
			retryable &= !this.attempt.settings().retry().nonRetryable().contains(type.getName());
		}
		logger.debug("Attempt {} of {} has failed", this.number, name(), Printed.loggable(failure));
		this.owner.tellLast(new Message.AttemptFailed(activityId(), this.number, describe(failure), retryable, wait));
	}

	/**
	 * The code says that it is alive.
	 */
	void heartbeat(@Nullable Object value) {
		Payload payload = (value != null) ? this.node.environment().converter().write(value) : null;
		boolean cancel;
		synchronized (this) {
			requireCounting();
			this.heardNanos = this.node.executor().nanos();
			if (payload != null) {
				this.details = new Heartbeat(this.node.clock().now(), payload).stored();
				writeSoon();
			}
			cancel = this.cancelRequested;
		}
		if (cancel) {
			throw new CancelledFailure("the workflow does not want the result of activity '" + name() + "' any more");
		}
	}

	private void requireCounting() {
		if (this.abandoned || this.node.isGone()) {
			throw new ActivityAbandoned(name(),
					this.abandoned ? "its time is over or its run is closed" : "this node has lost its lease");
		}
	}

	/*
	 * A row is written once in a while only; what was said last is written at the end of
	 * the pause.
	 */
	private void writeSoon() {
		long now = this.node.executor().nanos();
		if (now - this.mayWriteNanos >= 0) {
			write(now);
		}
		else if (!this.writeLater) {
			this.writeLater = true;
			this.node.executor().schedule(Lane.TURN, Duration.ofNanos(this.mayWriteNanos - now), this::writeRest);
		}
	}

	private synchronized void writeRest() {
		this.writeLater = false;
		if (!this.over && !this.abandoned) {
			write(this.node.executor().nanos());
		}
	}

	private void write(long now) {
		Duration silence = this.attempt.settings().heartbeat();
		Duration pause = (silence != null) ? silence.multipliedBy(4).dividedBy(5) : WRITE_MAX;
		this.mayWriteNanos = now + ((pause.compareTo(WRITE_MAX) < 0) ? pause : WRITE_MAX).toNanos();
		byte[] stored = this.details;
		if (stored != null) {
			this.owner.tell(new Message.AttemptHeard(activityId(), this.number, stored));
		}
	}

	/**
	 * Return what this attempt has said last, in its stored form.
	 */
	synchronized byte @Nullable [] details() {
		return this.details;
	}

	/**
	 * Return what this attempt, or the latest one before it, has said last.
	 */
	@Nullable Payload lastHeard() {
		byte[] own = details();
		Heartbeat heard = Heartbeat.read((own != null) ? own : this.before);
		return (heard != null) ? heard.details() : null;
	}

	@SuppressWarnings("unchecked")
	<T> @Nullable T read(Payload payload, Class<T> type) {
		return (T) this.node.environment().converter().read(payload, type);
	}

	private synchronized boolean isLater() {
		return this.later != null;
	}

	/**
	 * The code leaves the outcome to somebody else. Its token is good for something as
	 * soon as anybody can have it.
	 */
	String completeLater() {
		if (isTransactional()) {
			throw new IllegalStateException("Activity '" + name() + "' is @Transactional: its result commits with its"
					+ " writes, so nobody can complete it later. Hand the token out from an activity that is not.");
		}
		CompletableFuture<Void> durable;
		synchronized (this) {
			requireCounting();
			if (this.later == null) {
				this.later = new CompletableFuture<>();
				Instant begin = (this.begunAt != null) ? this.begunAt : this.node.clock().now();
				this.owner.tell(new Message.AttemptLater(activityId(), this.number, begin, this.later));
			}
			durable = this.later;
		}
		await(durable);
		return new ActivityToken(this.owner.identity().runId(), activityId(), this.number).text();
	}

	private void await(CompletableFuture<Void> durable) {
		try {
			this.node.executor().await(durable);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new ActivityAbandoned(name(), "it was interrupted before its token was recorded");
		}
		catch (ExecutionException ex) {
			throw new ActivityAbandoned(name(), "it was given up before its token was recorded");
		}
	}

}
