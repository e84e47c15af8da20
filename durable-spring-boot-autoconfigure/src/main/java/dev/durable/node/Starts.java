package dev.durable.node;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import dev.durable.client.WorkflowAlreadyStarted;
import dev.durable.client.WorkflowIdConflictPolicy;
import dev.durable.client.WorkflowIdReusePolicy;
import dev.durable.client.WorkflowStatus;
import dev.durable.engine.Run;
import dev.durable.history.Incoming;
import dev.durable.store.Addressee;
import dev.durable.store.IdLockedException;
import dev.durable.store.IdTakenException;
import dev.durable.store.LetterKind;
import dev.durable.store.NewLetter;
import dev.durable.store.NewRun;
import dev.durable.store.RunRow;
import dev.durable.store.RunStart;
import dev.durable.store.StoreException;
import dev.durable.store.StoreUnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * Starts runs, alone or with a letter that comes before any other. A run is started by
 * the committer of this node and is in its memory at once, or, in a transaction of the
 * caller and where this node cannot run it, by an insert for any node to claim.
 */
final class Starts {

	private static final int TRIES_MAX = 20;

	private final Caller caller;

	private final NodeParts parts;

	Starts(Caller caller) {
		this.caller = caller;
		this.parts = caller.parts();
	}

	/**
	 * Start a run without waiting for it to be durable.
	 */
	CompletableFuture<StartedRun> start(StartRequest request) {
		return start(request, 1);
	}

	private CompletableFuture<StartedRun> start(StartRequest request, int tries) {
		NodeContext context = this.caller.context();
		RunPlan plan = plan(request, context.clock().now());
		if (!this.caller.isInTransaction()) {
			refuseWhileUnavailable(context, request.workflowId());
		}
		boolean own = !this.caller.isInTransaction() && plan.isToOwn()
				&& context.mayOwn(request.type(), request.details().queue(), 0);
		CompletableFuture<CommitOutcome> begun = own ? begin(context, request, plan)
				: CompletableFuture.completedFuture(insert(request, plan, List.of()));
		return begun.thenCompose((outcome) -> (outcome == CommitOutcome.DURABLE)
				? CompletableFuture.completedFuture(new StartedRun(request.workflowId(), plan.identity().runId()))
				: existing(request, (outcome == CommitOutcome.ID_LOCKED) ? TRIES_MAX : tries));
	}

	/*
	 * A connection of the application may be waited for much longer.
	 */
	private static void refuseWhileUnavailable(NodeContext context, String workflowId) {
		if (context.commits().isUnavailable()) {
			throw new StoreUnavailableException("Workflow '" + workflowId + "' was not started: the store"
					+ " has not taken any commit of this node for a while. Start it again when it can be reached",
					null);
		}
	}

	private RunPlan plan(StartRequest request, Instant now) {
		Incoming.WorkflowStarted event = new Incoming.WorkflowStarted(Run.GRAMMAR, this.parts.ids().nextLong(),
				request.type(), request.arguments(), request.details());
		return RunPlan.first(request.workflowId(), this.parts.ids().next(), event, now, request.startDelay());
	}

	/**
	 * Insert a run for any node to claim.
	 * @return whether it is there, or its workflow id is locked or taken, or must not be
	 * used again
	 */
	private CommitOutcome insert(StartRequest request, RunPlan plan, List<NewLetter> letters) {
		NewRun run = plan.row(this.parts.settings().buildId(), null, request.reusePolicy());
		try {
			this.parts.store()
				.start(new RunStart(run, List.of(Unit.row(plan.firstEvent(), this.parts.codec())), false, false),
						letters);
		}
		catch (IdTakenException ex) {
			return (ex instanceof IdLockedException) ? CommitOutcome.ID_LOCKED : CommitOutcome.ID_TAKEN;
		}
		this.caller.started(run.type(), run.queue());
		return CommitOutcome.DURABLE;
	}

	/*
	 * The first turn runs at once and is committed together with the start. Whatever is
	 * told to the run as soon as it is known comes after that: else it would be looked
	 * for in the store, where it is not yet.
	 */
	private CompletableFuture<CommitOutcome> begin(NodeContext context, StartRequest request, RunPlan plan) {
		CompletableFuture<CommitOutcome> durable = new CompletableFuture<>();
		ResidentRun run = new ResidentRun(context, plan.identity(), request.type(), null);
		run.mailbox()
			.put(new Message.Start(plan.row(this.parts.settings().buildId(), null, request.reusePolicy()), plan.event(),
					durable));
		context.residents().put(run.runId(), run);
		run.nudge();
		String workflowId = request.workflowId();
		return durable.thenApply((outcome) -> switch (outcome) {
			case DURABLE, ID_TAKEN, ID_LOCKED, ID_USED -> outcome;
			case NODE_LOST -> throw new StoreUnavailableException(
					notHeard(workflowId, "this node was expired by others meanwhile"), null);
			default -> throw new StoreException(
					"Workflow '" + workflowId + "' was not started: the store cannot take it (" + outcome + ")", null);
		});
	}

	static String notHeard(String workflowId, String why) {
		return "Workflow '" + workflowId + "' may or may not have been started: " + why
				+ ". Start it again with the same id: that yields the same run if it was.";
	}

	/*
	 * The run that had the id may have closed in the meantime: then the id is free, and
	 * whoever wants to join or end it wants to start it. But one that somebody else keeps
	 * locked has been waited for long enough.
	 */
	private CompletableFuture<StartedRun> existing(StartRequest request, int tries) {
		String id = request.workflowId();
		RunRow row = this.parts.store().find(id).orElseThrow(() -> startedByAnother(id));
		requireReusable(request, row);
		WorkflowIdConflictPolicy policy = request.conflictPolicy();
		boolean open = !row.status().isClosed();
		if (open && policy == WorkflowIdConflictPolicy.FAIL) {
			throw new WorkflowAlreadyStarted(id, row.runId().toString());
		}
		if (open && policy == WorkflowIdConflictPolicy.USE_EXISTING) {
			return CompletableFuture.completedFuture(new StartedRun(id, row.runId()));
		}
		StartedRun restarted = open ? restart(request) : null;
		if (restarted != null) {
			return CompletableFuture.completedFuture(restarted);
		}
		if (tries >= TRIES_MAX) {
			throw startedByAnother(id);
		}
		return start(request, tries + 1);
	}

	private static WorkflowAlreadyStarted startedByAnother(String workflowId) {
		return new WorkflowAlreadyStarted(workflowId, "of a transaction that has not committed yet");
	}

	private static void requireReusable(StartRequest request, @Nullable RunRow row) {
		if (row == null || !row.status().isClosed()) {
			return;
		}
		boolean well = row.status() == WorkflowStatus.COMPLETED || row.status() == WorkflowStatus.CONTINUED_AS_NEW;
		if (request.reusePolicy() == WorkflowIdReusePolicy.REJECT_DUPLICATE
				|| (well && request.reusePolicy() == WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY)) {
			throw WorkflowAlreadyStarted.refusedReuse(row.workflowId(), row.runId().toString(), row.status());
		}
	}

	/*
	 * One order: whoever owns the open run ends it and starts the other one.
	 */
	private @Nullable StartedRun restart(StartRequest request) {
		RunPlan plan = plan(request, this.caller.context().clock().now());
		UUID runId = plan.identity().runId();
		byte[] data = this.parts.codec().encode(RunPlan.with(plan.event(), request.details()));
		Addressee addressee = this.caller.send(new Target(request.workflowId(), null), LetterKind.RESTART,
				request.type(), data, new RestartKey(runId, plan.startAt()).text());
		return (addressee != null) ? new StartedRun(request.workflowId(), runId, true) : null;
	}

	/**
	 * Send a letter to the open run, or start one with it. The open run may close, and
	 * another one be started, between the two: try again, unless somebody else keeps the
	 * id locked.
	 * @return the run that has got the letter, and its chain
	 */
	Addressee startWith(StartRequest request, LetterKind kind, String name, byte[] data, @Nullable String key) {
		Target target = new Target(request.workflowId(), null);
		boolean locked = false;
		for (int tries = 0; tries < TRIES_MAX; tries++) {
			Addressee addressee = this.caller.send(target, kind, name, data, key);
			if (addressee != null) {
				return addressee;
			}
			if (locked) {
				break;
			}
			RunPlan plan = plan(request, this.caller.context().clock().now());
			UUID runId = plan.identity().runId();
			CommitOutcome outcome = insert(request, plan, List.of(new NewLetter(runId, null, kind, name, data, key)));
			if (outcome == CommitOutcome.DURABLE) {
				return new Addressee(runId, runId);
			}
			locked = outcome == CommitOutcome.ID_LOCKED;
			requireReusable(request, this.parts.store().find(request.workflowId()).orElse(null));
		}
		throw startedByAnother(request.workflowId());
	}

}
