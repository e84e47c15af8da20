package dev.durable.jpa;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import dev.durable.client.WorkflowQuery;
import dev.durable.client.WorkflowStatus;
import dev.durable.store.ActivityRow;
import dev.durable.store.Addressee;
import dev.durable.store.AttemptFilter;
import dev.durable.store.AttemptRef;
import dev.durable.store.AttributeRow;
import dev.durable.store.ClaimFilter;
import dev.durable.store.CommitReply;
import dev.durable.store.EndedAttempt;
import dev.durable.store.EventRow;
import dev.durable.store.Fence;
import dev.durable.store.Letter;
import dev.durable.store.LetterRef;
import dev.durable.store.LoadedAttempt;
import dev.durable.store.LoadedRun;
import dev.durable.store.Membership;
import dev.durable.store.NewLetter;
import dev.durable.store.NodeRegistration;
import dev.durable.store.NodeRow;
import dev.durable.store.OpenRuns;
import dev.durable.store.OutgoingLetter;
import dev.durable.store.RunChange;
import dev.durable.store.RunRow;
import dev.durable.store.RunStart;
import dev.durable.store.SentLetter;
import dev.durable.store.Store;
import dev.durable.store.TakenAttempt;

/**
 * The store on H2 and PostgreSQL: its parts under one roof. Made by
 * {@link DurablePersistence}.
 */
public final class JpaStore implements Store {

	private final Transactions transactions;

	private final Nodes nodes;

	private final Runs runs;

	private final Letters letters;

	private final Queues queues;

	JpaStore(Transactions transactions, SqlDialect dialect, SqlText sql) {
		this.transactions = transactions;
		this.nodes = new Nodes(transactions, dialect, sql);
		this.runs = new Runs(transactions, dialect, sql);
		this.letters = new Letters(transactions, dialect, sql);
		this.queues = new Queues(transactions, dialect, sql);
	}

	@Override
	public Membership join(NodeRegistration registration, Duration lease) {
		return this.nodes.join(registration, lease);
	}

	@Override
	public Map<String, Instant> builds() {
		return this.nodes.builds();
	}

	@Override
	public Instant renew(long nodeId, Duration lease) {
		return this.nodes.renew(nodeId, lease);
	}

	@Override
	public List<Long> expiredNodes(long self) {
		return this.nodes.expiredNodes(self);
	}

	@Override
	public boolean expire(long nodeId) {
		return this.nodes.expire(nodeId);
	}

	@Override
	public void leave(long nodeId) {
		this.nodes.leave(nodeId);
	}

	@Override
	public int release(long nodeId) {
		return this.nodes.release(nodeId);
	}

	@Override
	public int handOver(long nodeId) {
		return this.nodes.handOver(nodeId);
	}

	@Override
	public void retire(Fence fence, Fence next) {
		this.nodes.retire(fence, next);
	}

	@Override
	public Instant now() {
		return this.nodes.now();
	}

	@Override
	public List<NodeRow> nodes() {
		return this.nodes.nodes();
	}

	@Override
	public CommitReply commit(Fence fence, UUID writeId, List<RunChange> changes) {
		return this.runs.commit(fence, writeId, changes);
	}

	@Override
	public boolean isWritten(UUID writeId, List<RunChange> changes) {
		return this.runs.isWritten(writeId, changes);
	}

	@Override
	public List<UUID> claim(Fence fence, ClaimFilter filter) {
		return this.runs.claim(fence, filter);
	}

	@Override
	public Optional<UUID> claimSuspect(Fence fence, ClaimFilter filter) {
		return this.runs.claimSuspect(fence, filter);
	}

	@Override
	public List<UUID> owned(long nodeId) {
		return this.runs.owned(nodeId);
	}

	@Override
	public Optional<LoadedRun> load(UUID runId) {
		return this.runs.load(runId);
	}

	@Override
	public List<LoadedRun> load(Collection<UUID> runIds) {
		return this.runs.load(runIds);
	}

	@Override
	public int markUnknownTypes(Fence fence, Duration overdue) {
		return this.runs.markUnknownTypes(fence, overdue);
	}

	@Override
	public List<RunRow> closed(Collection<UUID> runIds) {
		return this.runs.closed(runIds);
	}

	@Override
	public void deliver(Fence fence, NewLetter result) {
		this.letters.deliver(fence, result);
	}

	@Override
	public boolean abandon(Fence fence, NewLetter abandoned) {
		return this.letters.abandon(fence, abandoned);
	}

	@Override
	public List<AttemptRef> take(Fence fence, AttemptFilter filter) {
		return this.queues.take(fence, filter);
	}

	@Override
	public List<TakenAttempt> taken(long nodeId) {
		return this.queues.taken(nodeId);
	}

	@Override
	public List<LoadedAttempt> attempts(Collection<AttemptRef> refs) {
		return this.queues.attempts(refs);
	}

	@Override
	public Set<AttemptRef> end(Fence fence, long taker, Collection<EndedAttempt> ended) {
		return this.queues.end(fence, taker, ended);
	}

	@Override
	public void deliver(Fence fence, EndedAttempt ended) {
		this.queues.deliver(fence, ended);
	}

	@Override
	public boolean heard(Fence fence, AttemptRef ref, byte[] details) {
		return this.queues.heard(fence, ref, details);
	}

	@Override
	public boolean completeLater(Fence fence, AttemptRef ref, Instant begunAt, NewLetter notice) {
		return this.queues.completeLater(fence, ref, begunAt, notice);
	}

	@Override
	public void returned(Fence fence, AttemptRef ref) {
		this.queues.returned(fence, ref);
	}

	@Override
	public boolean giveBack(Fence fence, AttemptRef ref) {
		return this.queues.giveBack(fence, ref);
	}

	@Override
	public boolean withdraw(Fence fence, AttemptRef ref) {
		return this.queues.withdraw(fence, ref);
	}

	@Override
	public void requestCancel(Fence fence, AttemptRef ref) {
		this.queues.requestCancel(fence, ref);
	}

	@Override
	public List<Letter> letters(UUID runId) {
		return this.letters.letters(runId);
	}

	@Override
	public List<Letter> letters(UUID runId, int limit) {
		return this.letters.letters(runId, limit);
	}

	@Override
	public List<UUID> runsWithLetters(long nodeId, int limit) {
		return this.letters.runsWithLetters(nodeId, limit);
	}

	@Override
	public int sort(Fence fence, int limit) {
		return this.letters.sort(fence, limit);
	}

	@Override
	public List<Letter> deadLetters(String workflowId) {
		return this.letters.deadLetters(workflowId);
	}

	@Override
	public Optional<RunRow> find(String workflowId) {
		return this.transactions.readJoined((session) -> Queries.find(session, workflowId));
	}

	@Override
	public Optional<RunRow> run(UUID runId) {
		return this.transactions.readJoined((session) -> Queries.run(session, runId));
	}

	@Override
	public List<EventRow> history(UUID runId, long afterSeq, int limit) {
		return this.transactions.readJoined((session) -> Queries.history(session, runId, afterSeq, limit));
	}

	@Override
	public Optional<EventRow> lastEvent(UUID runId) {
		return this.transactions.readJoined((session) -> Queries.lastEvent(session, runId));
	}

	@Override
	public List<RunRow> list(WorkflowQuery query) {
		return this.transactions.readJoined((session) -> Queries.list(session, query));
	}

	@Override
	public Map<WorkflowStatus, Long> countByStatus() {
		return this.transactions.readJoined(Queries::countByStatus);
	}

	@Override
	public OpenRuns countOpen() {
		return this.transactions.write(null, Runs.LOCK_TIMEOUT,
				(scope) -> Queries.countOpen(scope.session(), scope.now()));
	}

	@Override
	public List<RunRow> chain(String workflowId, UUID firstRunId, int limit) {
		return this.transactions.readJoined((session) -> Queries.chain(session, workflowId, firstRunId, limit));
	}

	@Override
	public List<ActivityRow> activities(UUID runId) {
		return this.transactions.readJoined((session) -> Queries.activities(session, runId));
	}

	@Override
	public Map<UUID, List<AttributeRow>> attributes(Collection<UUID> runIds) {
		return runIds.isEmpty() ? Map.of()
				: this.transactions.readJoined((session) -> Queries.attributes(session, runIds));
	}

	@Override
	public Optional<SentLetter> send(OutgoingLetter letter) {
		return this.letters.send(letter);
	}

	@Override
	public Set<String> sent(Collection<String> keys) {
		return this.letters.sent(keys);
	}

	@Override
	public List<Letter> settled(Collection<LetterRef> refs) {
		return this.letters.settled(refs);
	}

	@Override
	public Optional<Addressee> complete(NewLetter result, long activityId, int attempt) {
		return this.letters.complete(result, activityId, attempt);
	}

	@Override
	public boolean heartbeat(UUID runId, long activityId, int attempt, byte[] details) {
		return this.letters.heartbeat(runId, activityId, attempt, details);
	}

	@Override
	public Optional<Letter> deadLetter(long letterId) {
		return this.letters.deadLetter(letterId);
	}

	@Override
	public Optional<Addressee> redeliver(long letterId, String workflowId) {
		return this.letters.redeliver(letterId, workflowId);
	}

	@Override
	public List<Letter> deadRestarts(int limit) {
		return this.letters.deadRestarts(limit);
	}

	@Override
	public void restart(long letterId, RunStart run) {
		this.letters.restart(letterId, run);
	}

	@Override
	public void start(RunStart run, List<NewLetter> first) {
		this.runs.start(run, first);
	}

	@Override
	public boolean delete(UUID runId) {
		return this.runs.delete(runId);
	}

	@Override
	public int deleteOld(Duration age, int limit) {
		return this.runs.deleteOld(age, limit);
	}

	@Override
	public Set<UUID> existing(Collection<UUID> runIds) {
		return this.runs.existing(runIds);
	}

	@Override
	public Set<UUID> begun(Collection<UUID> firstRunIds) {
		return this.runs.begun(firstRunIds);
	}

	@Override
	public Optional<RunRow> anyOf(UUID firstRunId) {
		return this.transactions.readJoined((session) -> Queries.anyOf(session, firstRunId));
	}

}
