package dev.durable.engine;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

import dev.durable.history.Command;
import dev.durable.history.FailureInfo;
import dev.durable.history.Incoming;
import dev.durable.history.Payload;
import dev.durable.history.Recorded;
import dev.durable.history.UnwritableException;
import org.jspecify.annotations.Nullable;

/**
 * What the code of a run has asked for and waits for: its activities, timers and side
 * effects. Commands go to the log of the turn; what comes in settles them.
 */
final class PendingWork {

	private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

	private final Run run;

	private final Map<Long, OpenActivity> activities = new TreeMap<>();

	private final Map<Long, Timer> timers = new TreeMap<>();

	private boolean drifted;

	PendingWork(Run run) {
		this.run = run;
	}

	RunPromise<Object> schedule(ActivityType activity, @Nullable Object[] arguments) {
		if (this.run.log().next() instanceof Command.CallRefused refused && refused.call().equals(activity.name())) {
			this.run.log().add(refused);
			throw Failures.restore(refused.failure(), this.run.environment().converter());
		}
		Command.ActivityScheduled asked = new Command.ActivityScheduled(activity.name(), write(activity, arguments),
				activity.settings());
		Recorded scheduled = this.run.issue(asked);
		RunPromise<Object> promise = new RunPromise<>(this.run);
		if (scheduled.event() instanceof Command.ActivityScheduled stored) {
			warnOfDrift(asked, stored);
			this.activities.put(scheduled.seq(), new OpenActivity(scheduled, activity, promise));
		}
		return promise;
	}

	private Payload write(ActivityType activity, @Nullable Object[] arguments) {
		try {
			return this.run.environment().converter().writeArguments(arguments);
		}
		catch (UnwritableException ex) {
			if (this.run.log().isReplay()) {
				return Payload.NULL;
			}
			FailureInfo failure = FailureInfo.application(UnwritableException.class.getName(),
					"The arguments of activity '" + activity.name() + "' cannot be stored, so it was not called: "
							+ ex.getMessage());
			this.run.issue(new Command.CallRefused(activity.name(), failure));
			throw Failures.restore(failure, this.run.environment().converter());
		}
	}

	private void warnOfDrift(Command.ActivityScheduled asked, Command.ActivityScheduled stored) {
		if (!this.drifted && !asked.arguments().equals(stored.arguments())) {
			this.drifted = true;
			this.run.environment().drift().accept(this.run.identity(), stored.activity());
		}
	}

	Timer startTimer(Duration duration) {
		Recorded started = this.run.issue(new Command.TimerStarted(due(duration)));
		Instant due = (started.event() instanceof Command.TimerStarted stored) ? stored.due() : LATEST;
		Timer timer = new Timer(started.seq(), due, new RunPromise<>(this.run));
		this.timers.put(timer.id(), timer);
		return timer;
	}

	private Instant due(Duration duration) {
		try {
			Instant due = this.run.now().plus(duration);
			return due.isAfter(LATEST) ? LATEST : due;
		}
		catch (DateTimeException | ArithmeticException ex) {
			return LATEST;
		}
	}

	void cancel(Timer timer) {
		this.run.issue(new Command.TimerCancelled(timer.id()));
		this.timers.remove(timer.id());
	}

	@SuppressWarnings("unchecked")
	<T> @Nullable T sideEffect(Class<T> type, Supplier<T> effect) {
		Command stored = this.run.log().next();
		Command.SideEffectRecorded recorded;
		if (stored instanceof Command.SideEffectRecorded known) {
			recorded = known;
			this.run.log().add(known);
		}
		else {
			recorded = runOnce(effect);
			this.run.issue(recorded);
		}
		if (recorded.failure() != null) {
			throw Failures.restore(recorded.failure(), this.run.environment().converter());
		}
		Payload value = (recorded.value() != null) ? recorded.value() : Payload.NULL;
		return (T) this.run.environment().converter().read(value, type);
	}

	/*
	 * On replay a side effect that the history does not have here must not run again: the
	 * run is stuck at the end of the turn anyway.
	 */
	private <T> Command.SideEffectRecorded runOnce(Supplier<T> effect) {
		if (this.run.log().isReplay()) {
			this.run.log().add(new Command.SideEffectRecorded(null, null));
			throw new Unwound();
		}
		try {
			Object value = Condition.readOnly(this.run, effect::get);
			return new Command.SideEffectRecorded(this.run.environment().converter().write(value), null);
		}
		catch (RuntimeException ex) {
			if (this.run.environment().bugs().test(ex)) {
				throw ex;
			}
			return new Command.SideEffectRecorded(null, Failures.describe(ex, this.run.environment().converter()));
		}
	}

	void accept(Incoming.ActivityCompleted event) {
		OpenActivity activity = remove(event.activityId());
		activity.promise()
			.complete(this.run.environment().converter().read(event.result(), activity.type().resultType()));
	}

	void accept(Incoming.ActivityFailed event) {
		OpenActivity activity = remove(event.activityId());
		activity.promise()
			.fail(() -> Failures.restore(event.failure(), activity.type(), this.run.environment().converter()));
	}

	private OpenActivity remove(long activityId) {
		OpenActivity activity = this.activities.remove(activityId);
		if (activity == null) {
			throw this.run.nonDeterminism(
					"the history has a result of activity " + activityId + ", which the code has not called");
		}
		return activity;
	}

	void accept(Incoming.TimerFired event) {
		Timer timer = this.timers.remove(event.timerId());
		if (timer == null) {
			throw this.run
				.nonDeterminism("the history has timer " + event.timerId() + " fire, which the code has not set");
		}
		timer.promise().complete(null);
	}

	List<Recorded> activities() {
		List<Recorded> open = new ArrayList<>(this.activities.size());
		this.activities.values().forEach((activity) -> open.add(activity.scheduled()));
		return open;
	}

	Map<Long, Instant> timers() {
		Map<Long, Instant> open = new TreeMap<>();
		this.timers.values().forEach((timer) -> open.put(timer.id(), timer.due()));
		return open;
	}

	boolean isOpenActivity(long activityId) {
		return this.activities.containsKey(activityId);
	}

	boolean isOpenTimer(long timerId) {
		return this.timers.containsKey(timerId);
	}

}
