package dev.durable.node;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import dev.durable.TimeoutType;
import dev.durable.client.WorkflowIdReusePolicy;
import dev.durable.engine.Run;
import dev.durable.history.FailureInfo;
import dev.durable.history.FailureKind;
import dev.durable.history.Incoming;
import dev.durable.history.Payload;
import dev.durable.history.RetrySettings;
import dev.durable.history.StartDetails;
import dev.durable.history.Terminal;
import dev.durable.store.Letter;
import dev.durable.store.RunStart;
import org.jspecify.annotations.Nullable;

/**
 * Makes the run that goes on where another one closes: as new, or once more after a
 * failure.
 */
final class Successors {

	private final ResidentRun owner;

	private final NodeContext node;

	Successors(ResidentRun owner, NodeContext node) {
		this.owner = owner;
		this.node = node;
	}

	RunStart continued(Run run, Terminal.ContinuedAsNew continued) {
		StartDetails details = this.owner.progress()
			.details()
			.continued(this.owner.runId(), run.memo(), run.attributes());
		return start(continued.next(), continued.arguments(), details, now(), null);
	}

	/**
	 * Return the run that tries again what has failed, if the policy of the workflow
	 * allows another one.
	 */
	@Nullable RunStart retry(Terminal outcome) {
		Instant now = now();
		Instant at = retryAt(outcome, now);
		Incoming.WorkflowStarted started = this.owner.progress().started();
		return (at != null && started != null) ? start(this.node.ids().next(), started.arguments(),
				this.owner.progress().details().nextAttempt(this.owner.runId()), now, at) : null;
	}

	/**
	 * Tell whether there is a run that tries again what has failed.
	 */
	boolean isRetried(Terminal outcome) {
		return retryAt(outcome, now()) != null;
	}

	/*
	 * The pause begins with the new run, which is when the one before has closed.
	 */
	private @Nullable Instant retryAt(Terminal outcome, Instant now) {
		RetrySettings retry = this.owner.progress().details().retry();
		if (retry == null || this.owner.progress().started() == null || !isRetryable(outcome, retry)
				|| retry.isLastAttempt(this.owner.progress().details().attempt())) {
			return null;
		}
		Duration wait = this.node.jitter(retry.backoff(this.owner.progress().details().attempt()), retry.jitter());
		Instant at = Times.plus(now, wait);
		Instant deadline = this.owner.progress().details().executionDeadline();
		return (deadline == null || at.isBefore(deadline)) ? at : null;
	}

	private static boolean isRetryable(Terminal outcome, RetrySettings retry) {
		if (outcome instanceof Terminal.WorkflowTimedOut timedOut) {
			return timedOut.timeout().equals(TimeoutType.RUN.name());
		}
		return outcome instanceof Terminal.WorkflowFailed failed && isRetryable(failed.failure(), retry);
	}

	/*
	 * What a workflow failed with is not to be retried if it says so itself; that an
	 * activity or child in it is not retried any more says nothing of the workflow.
	 */
	private static boolean isRetryable(FailureInfo failure, RetrySettings retry) {
		FailureInfo said = failure;
		while ((said.kind() == FailureKind.ACTIVITY || said.kind() == FailureKind.CHILD) && said.cause() != null) {
			said = said.cause();
		}
		boolean refused = said == failure && said.kind() == FailureKind.APPLICATION && said.nonRetryable();
		boolean ended = failure.kind() == FailureKind.CANCELLED || failure.kind() == FailureKind.TERMINATED;
		return !refused && !ended && !retry.nonRetryable().contains(said.type());
	}

	private Instant now() {
		return Times.later(this.node.clock().now(), this.owner.progress().earliestEnd());
	}

	private RunStart start(UUID runId, Payload arguments, StartDetails details, Instant now,
			@Nullable Instant startAt) {
		Incoming.WorkflowStarted before = this.owner.progress().started();
		int grammar = (before != null) ? before.grammar() : Run.GRAMMAR;
		Incoming.WorkflowStarted event = new Incoming.WorkflowStarted(grammar, this.node.ids().nextLong(),
				this.owner.typeName(), arguments, details);
		RunPlan plan = RunPlan.next(this.owner.identity(), runId, event, now, startAt);
		boolean owned = startAt == null && this.owner.type() != null && !this.owner.progress().isWaiting()
				&& this.node.maySucceed();
		return plan.start(this.node.settings().buildId(), this.node.codec(), owned);
	}

	/**
	 * Return the run that an order to restart asks for: the first of a new chain. The key
	 * of the order is its id, and when it may begin if that is later.
	 * @param after when the run has ended in whose place it comes, by whatever clock
	 */
	static RunStart restarted(Letter order, String workflowId, Instant after, NodeContext node) {
		Incoming.WorkflowStarted event = (Incoming.WorkflowStarted) node.codec()
			.decode(Incoming.WorkflowStarted.class.getSimpleName(), order.data());
		RestartKey key = RestartKey.parse(String.valueOf(order.key()));
		Instant now = Times.later(node.clock().now(), after);
		Duration delay = (key.startAt() != null) ? Duration.between(now, key.startAt()) : Duration.ZERO;
		RunPlan plan = RunPlan.first(workflowId, key.runId(), event, now, delay);
		boolean owned = plan.isToOwn() && node.mayOwn(event.type(), event.details().queue(), 0);
		return new RunStart(plan.row(node.settings().buildId(), null, WorkflowIdReusePolicy.ALLOW_DUPLICATE),
				List.of(Unit.row(plan.firstEvent(), node.codec())), owned, false);
	}

}
