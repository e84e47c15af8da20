package dev.durable.node;

import java.util.Map;
import java.util.UUID;

import dev.durable.ActivityAbandoned;
import dev.durable.engine.Run;
import dev.durable.history.Incoming;

/**
 * Handles what a run in memory is told.
 */
final class Mail {

	private final ResidentRun owner;

	Mail(ResidentRun owner) {
		this.owner = owner;
	}

	void handle(Message message, Unit unit) {
		if (message instanceof Message.Start start) {
			this.owner.begin(start, unit);
		}
		else if (message instanceof Message.AttemptDue due) {
			this.owner.attempts().due(due.activityId(), unit);
		}
		else if (message instanceof Message.BeginDue) {
			this.owner.attempts().beginDue(unit);
		}
		else if (message instanceof Message.TimerDue due) {
			this.owner.timers().alarmed(due.timerId(), unit);
		}
		else if (message instanceof Message.TimeUp) {
			this.owner.timeouts().rung();
		}
		else if (message instanceof Message.Outcomes outcomes) {
			outcomes(outcomes, unit);
		}
		else if (message instanceof Message.Park) {
			this.owner.parkAsked();
		}
		else {
			ofAttempt(message, unit);
		}
	}

	private void ofAttempt(Message message, Unit unit) {
		Attempts attempts = this.owner.attempts();
		if (message instanceof Message.AttemptCompleted completed) {
			attempts.completed(completed, unit);
		}
		else if (message instanceof Message.AttemptFailed failed) {
			attempts.failed(failed, unit);
		}
		else if (message instanceof Message.AttemptGivenUp givenUp) {
			attempts.givenUp(givenUp, unit);
		}
		else if (message instanceof Message.AttemptEnded ended) {
			attempts.ended(ended);
			this.owner.lettersArrived();
		}
		else if (message instanceof Message.AttemptNotBegun notBegun) {
			attempts.notBegun(notBegun, unit);
		}
		else if (message instanceof Message.AttemptOverdue overdue) {
			attempts.overdue(overdue, unit);
		}
		else if (message instanceof Message.AttemptHeard heard) {
			attempts.heard(heard, unit);
		}
		else if (message instanceof Message.AttemptLater later) {
			attempts.later(later, unit);
		}
		else if (message instanceof Message.AttemptWithdrawn withdrawn) {
			attempts.routes().withdrawn(withdrawn, unit);
		}
		else if (message instanceof Message.AttemptLeft left) {
			attempts.left(left);
		}
	}

	/*
	 * A run that cannot take the answers now asks again when it is loaded.
	 */
	private void outcomes(Message.Outcomes outcomes, Unit unit) {
		Questions asked = outcomes.asked();
		this.owner.questions().remove(asked);
		for (Map.Entry<UUID, String> child : asked.children().entrySet()) {
			Run run = this.owner.run();
			Incoming end = outcomes.started().contains(child.getKey()) ? outcomes.ended().get(child.getKey())
					: new Incoming.ChildFailed(child.getKey(), Requests.notStarted(child.getValue()));
			if (run != null && end != null && run.isOpenChild(child.getKey())) {
				this.owner.takeTurn(end, unit);
			}
		}
		for (Map.Entry<Long, String> request : asked.requests().entrySet()) {
			Run run = this.owner.run();
			if (run != null && run.isOpenRequest(request.getKey())) {
				this.owner.takeTurn(Requests.outcome(request.getKey(), request.getValue(),
						outcomes.delivered().contains(request.getKey())), unit);
			}
		}
	}

	/**
	 * The run is not in this memory any more: tell who waits.
	 */
	void refuseAll(Mailbox mailbox) {
		Message message = mailbox.poll();
		while (message != null) {
			refuse(message);
			message = mailbox.poll();
		}
	}

	void refuse(Message message) {
		if (message instanceof Message.Start start) {
			start.durable().complete(CommitOutcome.NODE_LOST);
		}
		else if (message instanceof Message.AttemptLater later) {
			later.durable().completeExceptionally(new ActivityAbandoned("", "its run is not on this node any more"));
		}
	}

}
