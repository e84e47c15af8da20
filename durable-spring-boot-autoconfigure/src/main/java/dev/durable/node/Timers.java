package dev.durable.node;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

import dev.durable.engine.Run;
import dev.durable.history.Incoming;
import org.jspecify.annotations.Nullable;

/**
 * The alarms for the timers of a run in memory. They are hints: whether a timer is due is
 * asked of the database's clock, and asserted by the commit that lets it fire.
 */
final class Timers {

	private final ResidentRun owner;

	private final NodeContext node;

	private final Map<Long, Runnable> armed = new HashMap<>();

	Timers(ResidentRun owner, NodeContext node) {
		this.owner = owner;
		this.node = node;
	}

	/**
	 * Set an alarm for each open timer that has none, and take back those of others.
	 */
	void arm(Run run) {
		if (this.armed.isEmpty() && run.openTimers().isEmpty()) {
			return;
		}
		this.armed.entrySet().removeIf((entry) -> {
			boolean over = !run.isOpenTimer(entry.getKey());
			if (over) {
				entry.getValue().run();
			}
			return over;
		});
		run.openTimers().forEach((id, due) -> this.armed.computeIfAbsent(id, (unused) -> alarm(id, due)));
	}

	private Runnable alarm(long timerId, Instant due) {
		Duration wait = Duration.between(this.node.clock().now(), due);
		return this.node.executor()
			.schedule(Lane.TURN, wait.isNegative() ? Duration.ZERO : wait,
					() -> this.owner.tell(new Message.TimerDue(timerId)));
	}

	/**
	 * A timer may be due. Alarms come on any thread, so one that was due before may still
	 * be on its way: it fires first.
	 */
	void alarmed(long timerId, Unit unit) {
		this.armed.remove(timerId);
		Run run = this.owner.run();
		Instant due = open(timerId);
		if (run != null && due != null && !due.isAfter(this.node.clock().now())) {
			fireDue(run, unit);
		}
	}

	private void due(long timerId, Unit unit) {
		Instant due = open(timerId);
		Instant now = this.node.clock().now();
		if (due == null || due.isAfter(now)) {
			return;
		}
		this.owner.timeouts().checkUntil(due, unit);
		if (unit.closing == null && open(timerId) != null
				&& this.owner.takeTurn(new Incoming.TimerFired(timerId), unit)) {
			unit.timerDue(due);
			if (this.node.listener() != NodeListener.NONE) {
				this.node.listener().timerFired(this.owner.typeName(), Duration.between(due, now));
			}
		}
	}

	private @Nullable Instant open(long timerId) {
		Run run = this.owner.run();
		return (run != null) ? run.openTimers().get(timerId) : null;
	}

	/**
	 * Let all that are due fire, in the order in which they were due.
	 */
	void fireDue(Run run, Unit unit) {
		run.openTimers()
			.entrySet()
			.stream()
			.sorted(Map.Entry.<Long, Instant>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
			.filter((timer) -> !timer.getValue().isAfter(this.node.clock().now()))
			.map(Map.Entry::getKey)
			.toList()
			.forEach((id) -> due(id, unit));
	}

	@Nullable Instant nextDue(Run run) {
		return run.openTimers().values().stream().min(Instant::compareTo).orElse(null);
	}

	void cancelAll() {
		this.armed.values().forEach(Runnable::run);
		this.armed.clear();
	}

}
