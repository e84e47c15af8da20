package dev.durable.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.durable.history.Command;
import dev.durable.history.Incoming;
import dev.durable.history.Payload;
import dev.durable.history.Recorded;
import org.jspecify.annotations.Nullable;

/**
 * The activities of a run whose result counts and is not there yet.
 */
final class Activities {

	private final RunCore run;

	private final Map<Long, OpenActivity> open = new LinkedHashMap<>();

	Activities(RunCore run) {
		this.run = run;
	}

	OpenActivity schedule(ActivityType type, @Nullable Object[] arguments, Scope scope) {
		Calls calls = this.run.calls();
		calls.begin(type.name());
		Payload written = calls.write(type.name(), () -> this.run.environment().converter().writeArguments(arguments));
		Command.ActivityScheduled asked = new Command.ActivityScheduled(type.name(), written, type.settings(),
				calls.headers(type.name()));
		Recorded scheduled = this.run.issue(asked);
		Command.ActivityScheduled counts = (scheduled.event() instanceof Command.ActivityScheduled stored) ? stored
				: asked;
		calls.warnOfDrift(type.name(), written, counts.arguments());
		OpenActivity activity = new OpenActivity(this, scheduled, counts.settings().cancellation(), type, scope,
				new RunPromise<>(this.run));
		this.open.put(activity.seq(), activity);
		scope.opened(activity);
		return activity;
	}

	void requestCancel(OpenActivity activity) {
		this.run.issue(new Command.ActivityCancelRequested(activity.seq()));
	}

	void drop(OpenActivity activity) {
		this.open.remove(activity.seq());
		activity.scope().settled(activity);
	}

	void accept(Incoming.ActivityCompleted event) {
		OpenActivity activity = remove(event.activityId());
		if (!activity.promise().isDone()) {
			activity.promise()
				.complete(this.run.environment().converter().read(event.result(), activity.type().resultType()));
		}
	}

	void accept(Incoming.ActivityFailed event) {
		OpenActivity activity = remove(event.activityId());
		activity.promise()
			.fail(() -> Failures.restore(event.failure(), activity.type(), this.run.environment().converter()));
	}

	private OpenActivity remove(long activityId) {
		OpenActivity activity = this.open.get(activityId);
		if (activity == null) {
			throw this.run.nonDeterminism(
					"the history has a result of activity " + activityId + ", which the code does not wait for");
		}
		drop(activity);
		return activity;
	}

	Optional<String> describe(RunPromise<?> promise) {
		return this.open.values()
			.stream()
			.filter((activity) -> activity.promise() == promise)
			.map((activity) -> "activity '" + activity.type().name() + "' (event " + activity.seq() + ")")
			.findFirst();
	}

	List<Recorded> scheduled() {
		List<Recorded> scheduled = new ArrayList<>(this.open.size());
		this.open.values().forEach((activity) -> scheduled.add(activity.scheduled()));
		return scheduled;
	}

	boolean isOpen(long activityId) {
		return this.open.containsKey(activityId);
	}

	int count() {
		return this.open.size();
	}

}
