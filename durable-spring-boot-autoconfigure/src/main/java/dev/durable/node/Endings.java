package dev.durable.node;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import dev.durable.TimeoutType;
import dev.durable.client.WorkflowStatus;
import dev.durable.engine.Run;
import dev.durable.history.FailureInfo;
import dev.durable.history.FailureKind;
import dev.durable.history.Incoming;
import dev.durable.history.ParentRun;
import dev.durable.history.Recorded;
import dev.durable.history.Terminal;
import dev.durable.store.Answer;
import dev.durable.store.LetterKind;
import dev.durable.store.NewLetter;
import dev.durable.store.OutgoingLetter;
import dev.durable.store.RunStart;
import dev.durable.store.RunUpdate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes a run: as its code has decided, or from outside, without its code.
 */
final class Endings {

	private static final Logger logger = LoggerFactory.getLogger(Endings.class);

	private static final String PARENT_CLOSED = "the workflow that has started it has closed";

	private final ResidentRun owner;

	private final NodeContext node;

	private final Successors successors;

	Endings(ResidentRun owner, NodeContext node) {
		this.owner = owner;
		this.node = node;
		this.successors = new Successors(owner, node);
	}

	Successors successors() {
		return this.successors;
	}

	/**
	 * Tell whether what the code has decided makes the chain go on in another run, which
	 * gets the letters that are still unread.
	 */
	boolean goesOn(Run run) {
		Terminal outcome = run.outcome();
		return outcome != null && (outcome instanceof Terminal.ContinuedAsNew || this.successors.isRetried(outcome));
	}

	/**
	 * Close the run as its code has decided.
	 */
	void close(Run run, Terminal outcome, Unit unit) {
		List<String> unfinished = run.unfinishedHandlers();
		if (!unfinished.isEmpty()) {
			logger.warn(
					"Workflow '{}' closes while its handlers {} have not ended; what they were to do is not done. Wait"
							+ " with Durable.await(Durable::allHandlersFinished) before the workflow method returns",
					this.owner.workflowId(), unfinished);
		}
		RunStart next = (outcome instanceof Terminal.ContinuedAsNew continued)
				? this.successors.continued(run, continued) : this.successors.retry(outcome);
		RunUpdate.Closed closed = new RunUpdate.Closed(status(outcome), Times.later(run.now(), now(next)), next == null,
				!run.openUpdates().isEmpty(), (next != null) ? null : lastWords(), next == null && isLimited());
		unit.closing = closing(unit, with(outcome, next), closed, next, run.openUpdates());
	}

	/**
	 * Close the run from outside.
	 * @param next the run that goes on in its place in the same chain or under the same
	 * workflow id, or null
	 */
	void force(Terminal terminal, @Nullable RunStart next, Unit unit) {
		boolean chainEnds = next == null || !next.run().firstRunId().equals(this.owner.chain());
		RunUpdate.Closed closed = new RunUpdate.Closed(status(terminal), now(next), false, true,
				chainEnds ? lastWords() : null, chainEnds && isLimited());
		Run run = this.owner.run();
		unit.closing = closing(unit, terminal, closed, next, (run != null) ? run.openUpdates() : Set.of());
		unit.update = null;
	}

	/**
	 * Close the run for one that begins with a part of its history, and answers the
	 * updates that were accepted there.
	 * @param lost the updates without an answer that were accepted later
	 */
	void reset(Terminal terminal, RunStart next, Set<String> lost, Unit unit) {
		RunUpdate.Closed closed = new RunUpdate.Closed(status(terminal), now(next), false, false, null, false);
		unit.closing = closing(unit, terminal, closed, next, Set.of());
		unit.update = null;
		lost.forEach((update) -> unit.answers
			.add(new Answer(this.owner.chain(), OutgoingLetter.updateKey(update), new byte[0])));
	}

	/**
	 * The time of the run is up, and so is the grace for its code.
	 */
	void timeOut(TimeoutType type, long decidedAt, Unit unit) {
		Terminal plain = new Terminal.WorkflowTimedOut(type.name(), null, decidedAt);
		RunStart next = this.successors.retry(plain);
		force(with(plain, next), next, unit);
	}

	/*
	 * The runs of an id close in their order, which is how the last one is found. The
	 * turn that ends a run may be old, as those are that a reset has taken over, and
	 * another node's idea of the time may be behind that of the one which has started the
	 * run. The run before may have closed at the very time at which this one was started.
	 */
	private Instant now(@Nullable RunStart next) {
		Instant now = (next != null) ? next.run().startedAt() : this.node.clock().now();
		return Times.later(this.owner.identity().startedAt().plusNanos(1_000), now);
	}

	private boolean isLimited() {
		return this.owner.progress().limit() != null;
	}

	private Closing closing(Unit unit, Terminal terminal, RunUpdate.Closed update, @Nullable RunStart next,
			Set<String> unanswered) {
		List<NewLetter> letters = new ArrayList<>(this.owner.attempts().abandonments());
		ParentRun parent = this.owner.progress().details().parent();
		if (parent != null && (next == null || !next.run().firstRunId().equals(this.owner.chain()))) {
			letters.add(result(parent, terminal));
		}
		Recorded end = new Recorded(this.owner.progress().length() + 1,
				Times.later(this.owner.progress().lastEventAt(), update.at()), terminal);
		return new Closing(end, update, letters, next, Set.copyOf(unanswered));
	}

	private RunUpdate.@Nullable LastWords lastWords() {
		if (!this.owner.progress().hasChildren() && this.owner.progress().details().continuedFrom() == null) {
			return null;
		}
		return new RunUpdate.LastWords(this.node.codec().encode(new Incoming.CancelRequested(PARENT_CLOSED, null)),
				this.node.codec().encode(new Terminal.WorkflowTerminated(PARENT_CLOSED, null)));
	}

	private NewLetter result(ParentRun parent, Terminal terminal) {
		return childResult(parent.chain(), childEnd(this.owner.chain(), this.owner.workflowId(), terminal), this.node);
	}

	/**
	 * Return what a parent gets to see of the end of a child.
	 */
	static Incoming childEnd(UUID childId, String workflowId, Terminal terminal) {
		return (terminal instanceof Terminal.WorkflowCompleted completed)
				? new Incoming.ChildCompleted(childId, completed.result())
				: new Incoming.ChildFailed(childId, failure(workflowId, terminal));
	}

	/**
	 * Make the letter that tells a chain how one of its children has ended.
	 */
	static NewLetter childResult(UUID parentChain, Incoming event, NodeContext node) {
		UUID childId = (event instanceof Incoming.ChildCompleted completed) ? completed.childId()
				: ((Incoming.ChildFailed) event).childId();
		return new NewLetter(parentChain, null, LetterKind.RESULT, event.kind(), node.codec().encode(event),
				childKey(childId));
	}

	static String childKey(UUID childId) {
		return "child/" + childId;
	}

	private static FailureInfo failure(String workflowId, Terminal terminal) {
		if (terminal instanceof Terminal.WorkflowFailed failed) {
			return failed.failure();
		}
		if (terminal instanceof Terminal.WorkflowCancelled cancelled) {
			return new FailureInfo(FailureKind.CANCELLED, "", cancelled.reason(), null, List.of(), false, null, 0, null,
					null, null);
		}
		if (terminal instanceof Terminal.WorkflowTerminated terminated) {
			return FailureInfo.of(FailureKind.TERMINATED, "", terminated.reason());
		}
		String timeout = (terminal instanceof Terminal.WorkflowTimedOut timedOut) ? timedOut.timeout()
				: TimeoutType.RUN.name();
		return FailureInfo.of(FailureKind.TIMEOUT, timeout,
				"Workflow '" + workflowId + "' did not close within its " + timeout + " timeout");
	}

	private static Terminal with(Terminal outcome, @Nullable RunStart next) {
		if (next == null) {
			return outcome;
		}
		if (outcome instanceof Terminal.WorkflowFailed failed) {
			return new Terminal.WorkflowFailed(failed.failure(), next.run().runId(), failed.decidedAt());
		}
		if (outcome instanceof Terminal.WorkflowTimedOut timedOut) {
			return new Terminal.WorkflowTimedOut(timedOut.timeout(), next.run().runId(), timedOut.decidedAt());
		}
		return outcome;
	}

	private static WorkflowStatus status(Terminal terminal) {
		if (terminal instanceof Terminal.WorkflowCompleted) {
			return WorkflowStatus.COMPLETED;
		}
		if (terminal instanceof Terminal.WorkflowCancelled) {
			return WorkflowStatus.CANCELLED;
		}
		if (terminal instanceof Terminal.WorkflowTerminated) {
			return WorkflowStatus.TERMINATED;
		}
		if (terminal instanceof Terminal.WorkflowTimedOut) {
			return WorkflowStatus.TIMED_OUT;
		}
		return (terminal instanceof Terminal.ContinuedAsNew) ? WorkflowStatus.CONTINUED_AS_NEW : WorkflowStatus.FAILED;
	}

}
