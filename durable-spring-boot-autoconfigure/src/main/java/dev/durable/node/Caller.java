package dev.durable.node;

import java.util.UUID;
import java.util.function.Supplier;

import dev.durable.WorkflowContext;
import dev.durable.client.WorkflowNotFound;
import dev.durable.store.Addressee;
import dev.durable.store.Letter;
import dev.durable.store.LetterKind;
import dev.durable.store.OutgoingLetter;
import dev.durable.store.RunRow;
import dev.durable.store.SentLetter;
import org.jspecify.annotations.Nullable;

/**
 * What all operations of the client have in common: where they may be called, the
 * transaction they join, and who is told once it has committed.
 */
final class Caller {

	private final NodeParts parts;

	private final Supplier<@Nullable NodeContext> current;

	Caller(NodeParts parts, Supplier<@Nullable NodeContext> current) {
		this.parts = parts;
		this.current = current;
	}

	NodeParts parts() {
		return this.parts;
	}

	NodeContext context() {
		NodeContext context = this.current.get();
		if (context == null) {
			throw new IllegalStateException("This node has not joined yet: workflows can be started once the"
					+ " application context has started, for example from an ApplicationRunner.");
		}
		return context;
	}

	/**
	 * Begin an operation that writes.
	 */
	void writes(String operation, String instead) {
		refuseInsideWorkflow(operation, instead);
		CallerTransaction transaction = this.parts.callerTransaction();
		if (transaction.isActive() && transaction.isReadOnly()) {
			throw new IllegalStateException("'" + operation + "' was called in a read-only transaction, which cannot"
					+ " record it. Call it from a transaction that may write, or from none.");
		}
	}

	static void refuseInsideWorkflow(String operation, String instead) {
		if (WorkflowContext.current() != null) {
			throw new IllegalStateException("The workflow client was called ('" + operation
					+ "') inside workflow code, where it would be repeated on replay. Call it from an activity, or "
					+ instead + ".");
		}
	}

	boolean isInTransaction() {
		return this.parts.callerTransaction().isActive();
	}

	/**
	 * Send a letter, and let its run know once that has committed.
	 * @return whom it has gone to, or null if there is no such open run
	 */
	@Nullable Addressee send(Target target, LetterKind kind, String name, byte[] data, @Nullable String key) {
		return send(new OutgoingLetter(target.workflowId(), target.runId(), kind, name, data, key));
	}

	/**
	 * Send a letter, and let its run know once that has committed.
	 * @return whom it has gone to, or null if there is no such open run
	 */
	@Nullable Addressee send(OutgoingLetter letter) {
		SentLetter sent = this.parts.store().send(letter).orElse(null);
		if (sent == null) {
			return null;
		}
		Letter unread = (letter.kind() == LetterKind.SIGNAL) ? sent.unread() : null;
		ResidentRun run = (unread != null) ? resident(sent.to().runId()) : null;
		if (unread != null && run != null) {
			run.mailbox().handed(unread);
		}
		else {
			sent(sent.to().runId());
		}
		return sent.to();
	}

	private @Nullable ResidentRun resident(UUID runId) {
		NodeContext context = this.current.get();
		return (context != null) ? context.residents().get(runId) : null;
	}

	void sent(UUID runId) {
		this.parts.callerTransaction().afterCommit(() -> letterSent(runId));
	}

	/**
	 * A run was inserted: look for it once that has committed. Local first: the others
	 * need to look if this node cannot have it.
	 */
	void started(String type, String queue) {
		this.parts.callerTransaction().afterCommit(() -> {
			this.parts.instrumentation().listener().started(type);
			NodeContext context = this.current.get();
			if (context != null && context.mayOwn(type, queue, 0)) {
				context.hint();
			}
			else if (context != null) {
				context.hintAll();
			}
		});
	}

	/**
	 * A letter for a run has been committed, here or elsewhere.
	 */
	void letterSent(UUID runId) {
		NodeContext context = this.current.get();
		ResidentRun run = resident(runId);
		if (run != null) {
			run.lettersArrived();
		}
		else if (context != null) {
			context.hintAll();
		}
	}

	void hint() {
		NodeContext context = this.current.get();
		if (context != null) {
			context.hint();
		}
	}

	/**
	 * Find the run that somebody speaks to: the named one, or else the open or latest one
	 * of the workflow id.
	 */
	RunRow find(Target target) {
		UUID runId = target.runId();
		RunRow row = ((runId != null) ? this.parts.store().run(runId) : this.parts.store().find(target.workflowId()))
			.orElseThrow(() -> WorkflowNotFound.none(target.workflowId()));
		if (!row.workflowId().equals(target.workflowId())) {
			throw WorkflowNotFound.none(target.workflowId());
		}
		return row;
	}

	/**
	 * Say why there is no open run.
	 */
	WorkflowNotFound notOpen(Target target) {
		find(target);
		return WorkflowNotFound.closed(target.workflowId());
	}

}
