package dev.durable.node;

import java.util.List;
import java.util.Map;

import dev.durable.CancellationType;
import dev.durable.history.Recorded;

/**
 * Ends the attempts of activities that the code of a run does not want any more.
 */
final class AttemptCancels {

	private final Map<Long, Attempt> open;

	private final ResidentRun owner;

	private final NodeContext node;

	private final AttemptLetters letters;

	AttemptCancels(Map<Long, Attempt> open, ResidentRun owner, NodeContext node, AttemptLetters letters) {
		this.open = open;
		this.owner = owner;
		this.node = node;
		this.letters = letters;
	}

	/**
	 * The code asks for the end of an activity. One that is not to answer is over when
	 * that is durable, and cannot commit any more.
	 */
	void request(long activityId, Unit unit) {
		Attempt attempt = this.open.get(activityId);
		if (attempt == null) {
			unbegun(activityId, unit);
			return;
		}
		unit.toCancel.add(attempt);
		boolean unbegun = unit.toBegin.remove(attempt);
		if (unbegun) {
			attempt.notBegun();
		}
		if (unbegun && waitsForAnswer(attempt)) {
			unit.row(attempt.row(false));
		}
		else if (!waitsForAnswer(attempt)) {
			attempt.unwanted = true;
			if (attempt.execution != null && attempt.execution.isTransactional()) {
				unit.letters.add(this.letters.abandonment(activityId, attempt.number));
			}
			unit.settle(activityId);
		}
	}

	private void unbegun(long activityId, Unit unit) {
		for (Recorded scheduled : List.copyOf(unit.scheduled)) {
			if (scheduled.seq() == activityId) {
				unit.scheduled.remove(scheduled);
				unit.rows.removeIf((row) -> row.activityId() == activityId);
				Attempt attempt = new Attempt(scheduled, this.owner.identity().startedAt(), Attempt.NOT_BEGUN,
						scheduled.recordedAt());
				if (waitsForAnswer(attempt)) {
					unit.row(attempt.row(false));
					unit.toCancel.add(attempt);
				}
			}
		}
	}

	private static boolean waitsForAnswer(Attempt attempt) {
		return attempt.settings().cancellation() == CancellationType.WAIT;
	}

	/**
	 * The request to end is durable: what waits for a thread does not begin any more.
	 */
	void carryOut(Attempt attempt) {
		Execution execution = attempt.execution;
		if (execution != null && execution.abandonUnbegun()) {
			attempt.notBegun();
		}
		else if (execution != null) {
			execution.requestCancel();
		}
		attempt.cancelled();
		if (!waitsForAnswer(attempt)) {
			attempt.cancelAlarm();
			this.open.remove(attempt.activityId(), attempt);
		}
		else if (attempt.running && attempt.routed && !attempt.later) {
			this.owner.attempts().routes().requestCancel(attempt);
		}
		else if (!attempt.running) {
			attempt.cancelAlarm();
			this.open.put(attempt.activityId(), attempt);
		}
	}

}
