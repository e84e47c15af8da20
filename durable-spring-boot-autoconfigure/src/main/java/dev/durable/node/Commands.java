package dev.durable.node;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import dev.durable.client.WorkflowIdReusePolicy;
import dev.durable.engine.Run;
import dev.durable.engine.RunIdentity;
import dev.durable.history.Command;
import dev.durable.history.Incoming;
import dev.durable.history.ParentRun;
import dev.durable.history.Recorded;
import dev.durable.history.StartDetails;
import dev.durable.store.Answer;
import dev.durable.store.LetterKind;
import dev.durable.store.NewLetter;
import dev.durable.store.OutgoingLetter;
import dev.durable.store.RunStart;

/**
 * Adds to a unit what a command of the code means beyond its event.
 */
final class Commands {

	private final ResidentRun owner;

	private final NodeContext node;

	Commands(ResidentRun owner, NodeContext node) {
		this.owner = owner;
		this.node = node;
	}

	void carryOut(Recorded event, Unit unit) {
		if (event.event() instanceof Command.ActivityScheduled) {
			unit.scheduled.add(event);
		}
		else if (event.event() instanceof Command.ActivityCancelRequested cancel) {
			this.owner.attempts().cancels().request(cancel.activityId(), unit);
		}
		else if (event.event() instanceof Command.ChildInitiated child) {
			start(event, child, unit);
		}
		else if (event.event() instanceof Command.ChildCancelRequested cancel) {
			unit.letters.add(new NewLetter(cancel.childId(), null, LetterKind.CANCEL, "",
					cancelRequest("the workflow that has started it asks for it"), null));
		}
		else if (event.event() instanceof Command.AttributesUpserted upsert) {
			unit.attributes.add(RunPlan.attribute(upsert.name(), false, upsert.value()));
		}
		else if (event.event() instanceof Command.MemoUpserted upsert) {
			unit.attributes.add(RunPlan.attribute(upsert.name(), true, upsert.value()));
		}
		else if (event.event() instanceof Command.UpdateCompleted completed) {
			unit.answers.add(new Answer(this.owner.chain(), OutgoingLetter.updateKey(completed.updateId()),
					this.node.codec().encode(completed)));
		}
		else {
			request(event, unit);
		}
	}

	private void request(Recorded event, Unit unit) {
		String receiver = Requests.receiver(event.event());
		if (receiver == null) {
			return;
		}
		String key = OutgoingLetter.requestKey(this.owner.runId(), event.seq());
		if (event.event() instanceof Command.ExternalSignalInitiated signal) {
			byte[] data = this.node.codec()
				.encode(new Incoming.SignalReceived(signal.signal(), signal.arguments(), signal.headers()));
			unit.outgoing.add(new OutgoingLetter(receiver, null, LetterKind.SIGNAL, signal.signal(), data, key));
		}
		else {
			byte[] data = cancelRequest("workflow '" + this.owner.workflowId() + "' asks for it");
			unit.outgoing.add(new OutgoingLetter(receiver, null, LetterKind.CANCEL, "", data, key));
		}
		unit.questions.requests().put(event.seq(), receiver);
	}

	private byte[] cancelRequest(String reason) {
		return this.node.codec().encode(new Incoming.CancelRequested(reason, null));
	}

	/*
	 * A child of a type that this node has code for runs here; it goes on once it is
	 * known to have been started.
	 */
	private void start(Recorded event, Command.ChildInitiated child, Unit unit) {
		Instant now = event.recordedAt();
		UUID childId = child.childId();
		StartDetails given = child.details();
		ParentRun parent = (given.parent() != null) ? given.parent()
				: new ParentRun(this.owner.chain(), this.owner.workflowId(), this.owner.runId());
		StartDetails details = new StartDetails(1, given.queue(), given.executionTimeout(), null, given.runTimeout(),
				given.retry(), parent, given.memo(), given.attributes(), given.headers(), null, given.admission())
			.begunAt(now);
		RunPlan plan = new RunPlan(new RunIdentity(child.workflowId(), childId, childId, now),
				new Incoming.WorkflowStarted(Run.GRAMMAR, this.node.ids().nextLong(), child.type(), child.arguments(),
						details),
				null);
		boolean owned = plan.isToOwn() && this.node.mayOwn(child.type(), details.queue(), unit.children.size());
		unit.children.add(new RunStart(
				plan.row(this.node.settings().buildId(), child.closePolicy(), WorkflowIdReusePolicy.ALLOW_DUPLICATE),
				List.of(Unit.row(plan.firstEvent(), this.node.codec())), owned, true));
		unit.questions.children().put(childId, child.workflowId());
	}

}
