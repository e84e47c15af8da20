package dev.durable.node;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import dev.durable.client.WorkflowStatus;
import dev.durable.engine.RunIdentity;
import dev.durable.history.Event;
import dev.durable.history.Recorded;
import dev.durable.history.Terminal;
import dev.durable.store.EventRow;
import dev.durable.store.IdTakenException;
import dev.durable.store.LetterKind;
import dev.durable.store.NewLetter;
import dev.durable.store.RunRow;
import dev.durable.store.RunStart;

/**
 * Goes on from an earlier point of a history, and deletes runs.
 */
final class Operations {

	private final Caller caller;

	private final NodeParts parts;

	Operations(Caller caller) {
		this.caller = caller;
		this.parts = caller.parts();
	}

	UUID reset(Target target, long toSeq, String reason) {
		this.caller.writes("reset", "let an activity do it");
		RunRow row = this.caller.find(target);
		long length = this.parts.store().lastEvent(row.runId()).map(EventRow::seq).orElse(0L);
		if (toSeq < 1 || toSeq > length) {
			throw new IllegalArgumentException("'toSeq' (" + toSeq + ") must be from 1 to " + length
					+ ", the length of the history of run '" + row.runId() + "'");
		}
		UUID next = this.parts.ids().next();
		if (!row.status().isClosed()) {
			byte[] data = this.parts.codec().encode(new Terminal.WorkflowTerminated(reason, next));
			Target open = new Target(target.workflowId(), row.runId());
			if (this.caller.send(open, LetterKind.RESET, Long.toString(toSeq), data, null) != null) {
				return next;
			}
			row = this.caller.find(open);
		}
		goOn(row, next, toSeq);
		return next;
	}

	UUID retry(Target target) {
		this.caller.writes("retry", "let an activity do it");
		RunRow row = this.caller.find(target);
		if (row.status() != WorkflowStatus.FAILED && row.status() != WorkflowStatus.TIMED_OUT) {
			throw new IllegalStateException("Run '" + row.runId() + "' of workflow '" + row.workflowId() + "' is "
					+ row.status() + ": only a run that is FAILED or TIMED_OUT can be retried");
		}
		Optional<Event> end = this.parts.store()
			.lastEvent(row.runId())
			.map((last) -> this.parts.codec().decode(last.kind(), last.data()));
		long decidedAt = end.map(Operations::decidedAt).orElse(0L);
		UUID next = this.parts.ids().next();
		goOn(row, next, (decidedAt > 0) ? decidedAt - 1 : Long.MAX_VALUE);
		return next;
	}

	private static long decidedAt(Event end) {
		if (end instanceof Terminal.WorkflowFailed failed) {
			return failed.decidedAt();
		}
		return (end instanceof Terminal.WorkflowTimedOut timedOut) ? timedOut.decidedAt() : 0;
	}

	/*
	 * The run is closed: nobody owns it, and whoever starts the other one may read it.
	 */
	private void goOn(RunRow row, UUID next, long toSeq) {
		List<Recorded> history = Loading.decode(Queries.history(this.parts.store(), row.runId()), this.parts.codec());
		RunIdentity old = new RunIdentity(row.workflowId(), row.runId(), row.firstRunId(), row.startedAt());
		ResetPlan plan = new ResetPlan(this.caller.context(), old, next, history,
				new ResetPlan.Goal(toSeq, (row.closedAt() != null) ? row.closedAt() : row.startedAt(), row.limit()));
		RunStart start = plan.run(false);
		List<NewLetter> letters = plan.letters((keys) -> this.parts.store().sent(keys));
		try {
			this.parts.store().start(start, letters);
		}
		catch (IdTakenException ex) {
			throw new IllegalStateException("Run '" + row.runId() + "' cannot go on: workflow id '" + row.workflowId()
					+ "' has another open run. Wait for its end, or terminate it.", ex);
		}
		this.caller.started(row.type(), row.queue());
	}

	void delete(Target target) {
		this.caller.writes("delete", "let an activity do it");
		RunRow row = this.caller.find(target);
		if (!row.status().isClosed()) {
			throw new IllegalStateException("Run '" + row.runId() + "' of workflow '" + row.workflowId()
					+ "' is open and cannot be deleted. Terminate it first, and delete it when it has closed.");
		}
		this.parts.store().delete(row.runId());
	}

}
