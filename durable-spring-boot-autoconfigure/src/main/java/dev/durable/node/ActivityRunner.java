package dev.durable.node;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.durable.ActivityContext;
import dev.durable.ActivityContexts;
import dev.durable.ApplicationFailure;
import dev.durable.engine.Failures;
import dev.durable.history.FailureInfo;
import dev.durable.history.Incoming;
import dev.durable.history.Payload;
import dev.durable.history.UnwritableException;
import dev.durable.store.AttemptAbandonedException;
import dev.durable.store.Fence;
import dev.durable.store.FenceLostException;
import dev.durable.store.NewLetter;
import dev.durable.store.OutcomeUnknownException;
import dev.durable.store.StoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs attempts of activities, so many at a time. An attempt is handed over after its
 * beginning is durable, and begins only while the lease is held.
 */
final class ActivityRunner {

	private static final Logger logger = LoggerFactory.getLogger(ActivityRunner.class);

	private static final Duration UNAVAILABLE_WAIT = Duration.ofMillis(500);

	private final NodeContext node;

	private final Object lock = new Object();

	private final Deque<Execution> waitingPlain = new ArrayDeque<>();

	private final Deque<Execution> waitingTransactional = new ArrayDeque<>();

	private final Deque<Integer> freeSlots = new ArrayDeque<>();

	private final Set<Execution> running = new HashSet<>();

	private boolean closed;

	ActivityRunner(NodeContext node) {
		this.node = node;
		for (int i = 0; i < node.settings().transactionalSlots(); i++) {
			this.freeSlots.add(NodeSettings.ATTEMPT_SLOT + i);
		}
	}

	/**
	 * Take an attempt, to be run as soon as there is room.
	 */
	Execution begin(ResidentRun owner, Attempt attempt) {
		RegisteredActivity activity = this.node.registry().activities().get(attempt.command().activity());
		Execution execution = new Execution(owner, attempt, activity);
		boolean late;
		synchronized (this.lock) {
			late = this.closed;
			if (!late) {
				(execution.isTransactional() ? this.waitingTransactional : this.waitingPlain).add(execution);
			}
		}
		if (late) {
			execution.notBegun();
		}
		pump();
		return execution;
	}

	/**
	 * Begin what may begin.
	 */
	void pump() {
		while (true) {
			Execution next;
			synchronized (this.lock) {
				next = next();
				if (next == null) {
					return;
				}
				this.running.add(next);
			}
			this.node.executor().execute(Lane.ACTIVITY, next::run);
		}
	}

	private @Nullable Execution next() {
		if (this.closed || !this.node.isLeaseHeld() || this.running.size() >= this.node.settings().maxActivities()) {
			return null;
		}
		Integer slot = this.freeSlots.peek();
		if (slot != null && !this.waitingTransactional.isEmpty()) {
			this.freeSlots.remove();
			Execution execution = this.waitingTransactional.remove();
			execution.slot = slot;
			return execution;
		}
		return this.waitingPlain.poll();
	}

	private void ended(Execution execution) {
		synchronized (this.lock) {
			this.running.remove(execution);
			if (execution.slot >= 0) {
				this.freeSlots.add(execution.slot);
			}
		}
		pump();
	}

	/**
	 * Give up a transactional attempt that is overdue: the run is told of it only if the
	 * attempt can no longer commit.
	 */
	void giveUp(ResidentRun owner, Attempt attempt, NewLetter abandonment, FailureInfo failure) {
		Execution execution = attempt.execution;
		int number = attempt.number;
		this.node.executor().execute(Lane.POLL, () -> {
			if (execution != null) {
				resolve(execution, owner, abandonment,
						new Message.AttemptFailed(attempt.activityId(), number, failure, true, null));
			}
		});
	}

	private void resolve(Execution execution, ResidentRun owner, NewLetter abandonment, Message.AttemptFailed failed) {
		try {
			boolean won = this.node.store().abandon(this.node.fence(NodeSettings.POLL_SLOT), abandonment);
			if (won) {
				execution.abandon();
				owner.tell(failed);
			}
			else {
				owner.tell(new Message.AttemptEnded(failed.activityId(), failed.attempt()));
			}
		}
		catch (FenceLostException ex) {
			this.node.lost();
		}
		catch (StoreException ex) {
			logger.warn("An attempt could not be given up yet: {}", ex.getMessage());
			this.node.executor()
				.schedule(Lane.POLL, UNAVAILABLE_WAIT, () -> resolve(execution, owner, abandonment, failed));
		}
	}

	/**
	 * Begin nothing more.
	 */
	void close() {
		List<Execution> unbegun = new ArrayList<>();
		synchronized (this.lock) {
			this.closed = true;
			unbegun.addAll(this.waitingPlain);
			unbegun.addAll(this.waitingTransactional);
			this.waitingPlain.clear();
			this.waitingTransactional.clear();
		}
		unbegun.forEach(Execution::notBegun);
	}

	/**
	 * Interrupt all that runs.
	 */
	void interruptAll() {
		Set<Execution> all;
		synchronized (this.lock) {
			all = new HashSet<>(this.running);
		}
		all.forEach(Execution::abandon);
	}

	/**
	 * One attempt.
	 */
	final class Execution {

		private final ResidentRun owner;

		private final Attempt attempt;

		private final int number;

		private final @Nullable RegisteredActivity activity;

		private int slot = -1;

		private boolean abandoned;

		private @Nullable Thread thread;

		Execution(ResidentRun owner, Attempt attempt, @Nullable RegisteredActivity activity) {
			this.owner = owner;
			this.attempt = attempt;
			this.number = attempt.number;
			this.activity = activity;
		}

		boolean isTransactional() {
			return this.activity != null && this.activity.transaction() != null;
		}

		void notBegun() {
			this.owner.tell(new Message.AttemptNotBegun(this.attempt.activityId(), this.number));
		}

		/**
		 * The attempt does not count any more: interrupt it if it still runs.
		 */
		synchronized void abandon() {
			this.abandoned = true;
			if (this.thread != null && ActivityRunner.this.node.settings().interruptActivities()) {
				this.thread.interrupt();
			}
		}

		private synchronized boolean enter() {
			if (!this.abandoned) {
				this.thread = Thread.currentThread();
			}
			return !this.abandoned;
		}

		/*
		 * An interrupt that was meant for this attempt must not hit the next one on this
		 * thread.
		 */
		private synchronized void leave() {
			this.thread = null;
			Thread.interrupted();
		}

		private void run() {
			boolean inDoubt = false;
			if (enter()) {
				Runnable alarm = arm();
				ActivityContexts.bind(context());
				try {
					execute();
				}
				catch (OutcomeUnknownException ex) {
					inDoubt = true;
				}
				catch (AttemptAbandonedException ex) {
					logger.debug("Attempt {} of {} was given up before it could commit", this.number, name());
				}
				catch (FenceLostException ex) {
					ActivityRunner.this.node.lost();
				}
				catch (Throwable ex) {
					failed(ex);
				}
				finally {
					ActivityContexts.bind(null);
					alarm.run();
					leave();
				}
			}
			if (inDoubt) {
				ActivityRunner.this.node.executor().execute(Lane.POLL, this::settle);
			}
			else {
				ended(this);
			}
		}

		/*
		 * The commit of the attempt may or may not have happened. Its slot is retired, so
		 * that it cannot happen any more; then it is given up, which tells.
		 */
		private void settle() {
			try {
				ActivityRunner.this.node.store().retire(fence());
			}
			catch (FenceLostException ex) {
				ActivityRunner.this.node.lost();
				ended(this);
				return;
			}
			catch (StoreException ex) {
				ActivityRunner.this.node.executor().schedule(Lane.POLL, UNAVAILABLE_WAIT, this::settle);
				return;
			}
			FailureInfo failure = FailureInfo.application(OutcomeUnknownException.class.getName(),
					"The connection was lost while attempt " + this.number + " of '" + name()
							+ "' committed; it has not committed.");
			resolve(this, this.owner, this.owner.attempts().abandonment(this.attempt.activityId(), this.number),
					new Message.AttemptFailed(this.attempt.activityId(), this.number, failure, true, null));
			ended(this);
		}

		private Fence fence() {
			return ActivityRunner.this.node.fence(this.slot);
		}

		private String name() {
			return this.attempt.command().activity();
		}

		private Runnable arm() {
			Duration limit = this.attempt.settings().startToClose();
			Instant deadline = this.attempt.deadline();
			if (deadline != null) {
				Duration left = Duration.between(ActivityRunner.this.node.clock().now(), deadline);
				limit = (left.compareTo(limit) < 0) ? left : limit;
			}
			return ActivityRunner.this.node.executor()
				.schedule(Lane.TURN, limit.isNegative() ? Duration.ZERO : limit,
						() -> this.owner.tell(new Message.AttemptOverdue(this.attempt.activityId(), this.number)));
		}

		private void execute() throws Throwable {
			RegisteredActivity known = this.activity;
			if (known == null) {
				throw new IllegalStateException("Activity '" + name() + "' is not known to this node; it has "
						+ ActivityRunner.this.node.registry().activities().keySet().stream().sorted().toList()
						+ ". Deploy a bean annotated with @Activity that has it; the activity is tried again.");
			}
			AttemptTransaction transaction = known.transaction();
			long id = this.attempt.activityId();
			if (transaction == null) {
				Incoming.ActivityCompleted event = new Incoming.ActivityCompleted(id, invoke(known));
				this.owner.tell(new Message.AttemptCompleted(id, this.number, event));
			}
			else {
				transaction.run(fence(), () -> letter(new Incoming.ActivityCompleted(id, invokeChecked(known))),
						(failure) -> letter(new Incoming.ActivityFailed(id,
								describe(failure).ofActivity(name(), this.number, "NON_RETRYABLE_FAILURE"))));
				this.owner.tell(new Message.AttemptEnded(id, this.number));
			}
		}

		private NewLetter letter(Incoming event) {
			return this.owner.attempts().resultLetter(this.attempt.activityId(), this.number, event);
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
			@Nullable Object[] arguments = ActivityRunner.this.node.environment()
				.converter()
				.readArguments(this.attempt.command().arguments(), known.method().parameterTypes());
			Object result = known.method().invoke(known.bean().get(), arguments);
			try {
				return ActivityRunner.this.node.environment().converter().write(result);
			}
			catch (UnwritableException ex) {
				throw new ApplicationFailure(UnwritableException.class.getName(),
						"The result of activity '" + name() + "' cannot be stored: " + ex.getMessage())
					.nonRetryable();
			}
		}

		private FailureInfo describe(Throwable failure) {
			FailureInfo info = Failures.describe(failure, ActivityRunner.this.node.environment().converter());
			String declared = (this.activity != null) ? Failures.nearestDeclared(failure, this.activity.declared())
					: null;
			return (declared != null) ? info.withDeclared(declared) : info;
		}

		private void failed(Throwable failure) {
			boolean retryable = true;
			Long wait = null;
			if (failure instanceof ApplicationFailure application) {
				retryable = !application.isNonRetryable()
						&& !this.attempt.settings().nonRetryable().contains(application.type());
				wait = application.nextRetryDelay().map(Duration::toMillis).orElse(null);
			}
			for (Class<?> type = failure.getClass(); type != null; type = type.getSuperclass()) {
				retryable &= !this.attempt.settings().nonRetryable().contains(type.getName());
			}
			logger.debug("Attempt {} of {} has failed", this.number, name(), failure);
			this.owner.tell(new Message.AttemptFailed(this.attempt.activityId(), this.number, describe(failure),
					retryable, wait));
		}

		private ActivityContext context() {
			return new AttemptContext(this.owner, this.attempt, this.number);
		}

	}

}
