package dev.durable.engine;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import dev.durable.history.Command;
import dev.durable.history.Incoming;
import dev.durable.history.Recorded;

/**
 * The timers of a run that have neither fired nor been cancelled.
 */
final class Timers {

	private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

	private final RunCore run;

	private final Map<Long, Timer> open = new LinkedHashMap<>();

	private final Map<Long, Instant> due = new LinkedHashMap<>();

	Timers(RunCore run) {
		this.run = run;
	}

	Timer start(Duration duration, Scope scope) {
		this.run.calls().begin("timer");
		Recorded started = this.run.issue(new Command.TimerStarted(end(duration)));
		Instant end = (started.event() instanceof Command.TimerStarted stored) ? stored.due() : LATEST;
		Timer timer = new Timer(started.seq(), end, new RunPromise<>(this.run), scope, this);
		this.open.put(timer.seq(), timer);
		this.due.put(timer.seq(), end);
		scope.opened(timer);
		return timer;
	}

	private Instant end(Duration duration) {
		try {
			Instant end = this.run.now().plus(duration);
			return end.isAfter(LATEST) ? LATEST : end;
		}
		catch (DateTimeException | ArithmeticException ex) {
			return LATEST;
		}
	}

	void cancel(Timer timer) {
		if (this.open.get(timer.seq()) == timer) {
			remove(timer);
			this.run.issue(new Command.TimerCancelled(timer.seq()));
		}
	}

	void accept(Incoming.TimerFired event) {
		Timer timer = this.open.get(event.timerId());
		if (timer == null) {
			throw this.run
				.nonDeterminism("the history has timer " + event.timerId() + " fire, which the code has not set");
		}
		remove(timer);
		timer.promise().complete(null);
	}

	private void remove(Timer timer) {
		this.open.remove(timer.seq());
		this.due.remove(timer.seq());
		timer.scope().settled(timer);
	}

	/**
	 * Return when each is due, as it is now and will be.
	 */
	Map<Long, Instant> due() {
		return Collections.unmodifiableMap(this.due);
	}

	Optional<String> describe(RunPromise<?> promise) {
		return this.open.values()
			.stream()
			.filter((timer) -> timer.promise() == promise)
			.map((timer) -> "a timer until " + timer.due() + " (event " + timer.seq() + ")")
			.findFirst();
	}

	int count() {
		return this.open.size();
	}

}
