package dev.durable.node;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import dev.durable.client.WorkflowUpdateFailed;
import dev.durable.client.WorkflowUpdateRejected;
import dev.durable.engine.Failures;
import dev.durable.history.Command;
import dev.durable.history.EventCodec;
import dev.durable.history.FailureInfo;
import dev.durable.history.Incoming;
import dev.durable.history.Payload;
import dev.durable.history.UnreadableException;
import dev.durable.store.Addressee;
import dev.durable.store.Letter;
import dev.durable.store.LetterKind;
import dev.durable.store.LetterRef;
import dev.durable.store.LetterState;
import dev.durable.store.OutgoingLetter;
import dev.durable.store.RunRow;
import org.jspecify.annotations.Nullable;

/**
 * Sends updates and hands on their answers, apart from any transaction of the caller.
 */
final class Updates {

	private final Caller caller;

	private final NodeParts parts;

	private final Starts starts;

	private final Answers answers;

	Updates(Caller caller, Starts starts, Answers answers) {
		this.caller = caller;
		this.parts = caller.parts();
		this.starts = starts;
		this.answers = answers;
	}

	CompletableFuture<Payload> update(Target target, HandlerCall update) {
		Caller.refuseInsideWorkflow("update", "let an activity do it");
		return apart(() -> send(target, update));
	}

	private CompletableFuture<Payload> send(Target target, HandlerCall update) {
		RunRow row = this.caller.find(new Target(target.workflowId(), null));
		Handlers.checkUpdate(this.parts.registry().workflows().get(row.type()), update,
				this.parts.environment().converter());
		String id = id(update);
		String key = OutgoingLetter.updateKey(id);
		Addressee addressee = this.caller.send(target, LetterKind.UPDATE, update.name(), data(update, id), key);
		if (addressee != null) {
			return answer(target.workflowId(), update.name(), new LetterRef(addressee.chain(), key));
		}
		RunRow closed = this.caller.find(target);
		List<Letter> before = this.parts.store().settled(List.of(new LetterRef(closed.firstRunId(), key)));
		if (before.isEmpty()) {
			throw this.caller.notOpen(target);
		}
		Letter letter = before.get(0);
		return CompletableFuture.completedFuture(new Answers.Settled(letter.state(), letter.data()))
			.thenApply((settled) -> read(target.workflowId(), update.name(), settled));
	}

	CompletableFuture<Payload> updateWithStart(StartRequest request, HandlerCall update) {
		Caller.refuseInsideWorkflow("updateWithStart", "let an activity do it");
		Handlers.checkUpdate(this.parts.registry().workflows().get(request.type()), update,
				this.parts.environment().converter());
		return apart(() -> {
			String id = id(update);
			String key = OutgoingLetter.updateKey(id);
			Addressee addressee = this.starts.startWith(request, LetterKind.UPDATE, update.name(), data(update, id),
					key);
			return answer(request.workflowId(), update.name(), new LetterRef(addressee.chain(), key));
		});
	}

	/*
	 * The answer can only come when the update is committed, so it must not be part of a
	 * transaction that waits for it.
	 */
	private CompletableFuture<Payload> apart(Supplier<CompletableFuture<Payload>> step) {
		return this.caller.isInTransaction() ? this.parts.callerTransaction().apart(step) : step.get();
	}

	private String id(HandlerCall update) {
		return (update.id() != null) ? update.id() : this.parts.ids().next().toString();
	}

	private byte[] data(HandlerCall update, String id) {
		return this.parts.codec()
			.encode(new Incoming.UpdateAccepted(id, update.name(), update.arguments(), update.headers()));
	}

	/*
	 * It may have been answered before; then only a look at the store tells.
	 */
	private CompletableFuture<Payload> answer(String workflowId, String name, LetterRef ref) {
		CompletableFuture<Answers.Settled> settled = this.answers.await(ref);
		CompletableFuture<Payload> answer = settled.thenApply((found) -> read(workflowId, name, found));
		answer.whenComplete((payload, failure) -> settled.cancel(false));
		this.caller.hint();
		return answer;
	}

	private Payload read(String workflowId, String name, Answers.Settled settled) {
		if (settled.state() == LetterState.UNREADABLE) {
			throw new WorkflowUpdateFailed(workflowId, name,
					"the node that has the run cannot read it. See the dead letters of the workflow", null);
		}
		if (settled.state() != LetterState.ANSWERED || settled.data().length == 0) {
			throw new WorkflowUpdateFailed(workflowId, name,
					"the run has closed before the update was answered. What its handler has done until then stays",
					null);
		}
		return read(workflowId, name, settled.data());
	}

	private Payload read(String workflowId, String name, byte[] data) {
		Command.UpdateCompleted completed = completed(this.parts.codec(), data);
		if (completed == null) {
			Command.CallRefused refused = (Command.CallRefused) this.parts.codec()
				.decode(Command.CallRefused.class.getSimpleName(), data);
			throw new WorkflowUpdateRejected(workflowId, name, refused.failure().summary(), restore(refused.failure()));
		}
		if (completed.failure() != null) {
			throw new WorkflowUpdateFailed(workflowId, name, completed.failure().summary(),
					restore(completed.failure()));
		}
		return (completed.result() != null) ? completed.result() : Payload.NULL;
	}

	/*
	 * An answer is one of two commands, of which only one has the id of an update.
	 */
	private static Command.@Nullable UpdateCompleted completed(EventCodec codec, byte[] data) {
		try {
			return (Command.UpdateCompleted) codec.decode(Command.UpdateCompleted.class.getSimpleName(), data);
		}
		catch (UnreadableException ex) {
			return null;
		}
	}

	private RuntimeException restore(FailureInfo failure) {
		return Failures.restore(failure, this.parts.environment().converter());
	}

}
