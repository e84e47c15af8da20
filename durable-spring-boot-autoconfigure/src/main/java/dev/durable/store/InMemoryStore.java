package dev.durable.store;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.durable.client.WorkflowQuery;
import dev.durable.client.WorkflowStatus;
import dev.durable.store.MemoryTables.MemoryNode;

/**
 * The reference: the contract on plain collections, for simulations and tests. One lock
 * makes each call a transaction of its own, so a call that elsewhere joins the caller's
 * transaction commits at once here, and nothing is ever locked or in doubt.
 */
public final class InMemoryStore implements Store {

	private final MemoryTables tables = new MemoryTables();

	private final MemoryLetters letters = new MemoryLetters(this.tables);

	private final MemoryClaims claims = new MemoryClaims(this.tables);

	private final MemoryQueues queues = new MemoryQueues(this.tables);

	private final InstantSource clock;

	private long lastNode;

	/**
	 * Create an empty store.
	 * @param clock the clock of the store
	 */
	public InMemoryStore(InstantSource clock) {
		this.clock = clock;
	}

	@Override
	public synchronized Membership join(NodeRegistration registration, Duration lease) {
		Instant now = now();
		this.lastNode++;
		this.tables.nodes.put(this.lastNode, new MemoryNode(registration, now.plus(lease)));
		for (int slot = 0; slot < registration.slots(); slot++) {
			this.tables.fences.add(new Fence(this.lastNode, slot));
		}
		this.tables.builds.putIfAbsent(registration.buildId(), now);
		return new Membership(this.lastNode, now);
	}

	@Override
	public synchronized Map<String, Instant> builds() {
		return Map.copyOf(this.tables.builds);
	}

	@Override
	public synchronized Instant renew(long nodeId, Duration lease) {
		MemoryNode node = this.tables.nodes.get(nodeId);
		if (node == null || !this.tables.isFenced(nodeId)) {
			throw fenceLost("Node " + nodeId);
		}
		Instant now = now();
		this.tables.nodes.put(nodeId, new MemoryNode(node.registration(), now.plus(lease)));
		return now;
	}

	@Override
	public synchronized List<Long> expiredNodes(long self) {
		Set<Long> ids = new TreeSet<>();
		this.tables.nodes.forEach((id, node) -> {
			if (node.isOver(now()) || !this.tables.isFenced(id)) {
				ids.add(id);
			}
		});
		this.tables.openRuns().forEach((run) -> {
			if (run.owner() != null && !this.tables.isFenced(run.owner())) {
				ids.add(run.owner());
			}
		});
		this.queues.takers().filter((id) -> !this.tables.isFenced(id)).forEach(ids::add);
		ids.remove(self);
		return List.copyOf(ids);
	}

	@Override
	public synchronized boolean expire(long nodeId) {
		MemoryNode node = this.tables.nodes.get(nodeId);
		if (node != null && this.tables.isFenced(nodeId) && !node.isOver(now())) {
			return false;
		}
		leave(nodeId);
		return true;
	}

	@Override
	public synchronized void leave(long nodeId) {
		this.tables.fences.removeIf((fence) -> fence.nodeId() == nodeId);
	}

	@Override
	public synchronized int release(long nodeId) {
		return release(nodeId, true);
	}

	@Override
	public synchronized int handOver(long nodeId) {
		return release(nodeId, false);
	}

	private int release(long nodeId, boolean dead) {
		if (this.tables.isFenced(nodeId)) {
			return 0;
		}
		MemoryNode node = this.tables.nodes.get(nodeId);
		List<UUID> owned = owned(nodeId);
		owned.forEach((id) -> this.tables.free(row(id), dead,
				(node != null) ? node.registration().buildId() : row(id).buildId(), now()));
		if (this.queues.taken(nodeId).isEmpty()) {
			this.tables.nodes.remove(nodeId);
		}
		return owned.size();
	}

	@Override
	public synchronized void retire(Fence fence, Fence next) {
		requireFence(this.tables.replace(fence, next));
	}

	@Override
	public synchronized List<NodeRow> nodes() {
		List<NodeRow> rows = new ArrayList<>();
		this.tables.nodes.forEach((id,
				node) -> rows.add(new NodeRow(id, node.registration().name(), node.registration().buildId(),
						Set.copyOf(node.registration().types()), Set.copyOf(node.registration().queues()),
						node.leaseUntil(), this.tables.isFenced(id))));
		return List.copyOf(rows);
	}

	@Override
	public synchronized CommitReply commit(Fence fence, UUID writeId, List<RunChange> changes) {
		requireFence(fence);
		Instant now = now();
		return new CommitReply(now,
				Map.copyOf(new MemoryCommit(this.tables, fence.nodeId(), now, changes).run(writeId)));
	}

	@Override
	public synchronized boolean isWritten(UUID writeId, List<RunChange> changes) {
		return this.tables.writeIds.contains(writeId);
	}

	@Override
	public synchronized void start(RunStart run, List<NewLetter> letters) {
		StoreLimits.require(run);
		letters.forEach(StoreLimits::require);
		insert(run);
		letters.forEach((letter) -> this.tables.insertLetter(letter, now()));
	}

	private void insert(RunStart start) {
		NewRun run = start.run();
		if (this.tables.isTaken(run)) {
			throw new IdTakenException("Workflow id '" + run.workflowId() + "' has an open run already", null);
		}
		if (MemoryTables.isUsed(run, this.tables.runs.values().stream())) {
			throw new IdTakenException("Workflow id '" + run.workflowId()
					+ "' was used by a closed run, and the reuse policy " + run.reusePolicy() + " excludes that", null);
		}
		this.tables.insertRun(run, null, now());
		start.events().forEach((event) -> this.tables.insertEvent(run.runId(), event));
	}

	@Override
	public synchronized boolean delete(UUID runId) {
		return this.tables.deleteClosed(runId);
	}

	@Override
	public synchronized int deleteOld(Duration age, int limit) {
		return this.tables.deleteOld(now().minus(age), limit);
	}

	@Override
	public synchronized Set<UUID> existing(Collection<UUID> runIds) {
		return runIds.stream().filter(this.tables.runs::containsKey).collect(Collectors.toUnmodifiableSet());
	}

	@Override
	public synchronized Set<UUID> begun(Collection<UUID> firstRunIds) {
		return this.tables.begun(firstRunIds);
	}

	@Override
	public synchronized List<UUID> claim(Fence fence, ClaimFilter filter) {
		requireFence(fence);
		return this.claims.claim(fence.nodeId(), filter, now());
	}

	@Override
	public synchronized Optional<UUID> claimSuspect(Fence fence, ClaimFilter filter) {
		requireFence(fence);
		return this.claims.claimSuspect(fence.nodeId(), filter, now());
	}

	@Override
	public synchronized List<UUID> owned(long nodeId) {
		return this.tables.openRuns()
			.filter((run) -> run.owner() != null && run.owner() == nodeId)
			.map(RunRow::runId)
			.toList();
	}

	@Override
	public synchronized Optional<LoadedRun> load(UUID runId) {
		return run(runId).map((run) -> new LoadedRun(run, List.copyOf(this.tables.history(runId)), letters(runId),
				activities(runId)));
	}

	@Override
	public synchronized List<LoadedRun> load(Collection<UUID> runIds) {
		return runIds.stream().flatMap((id) -> load(id).stream()).filter(this.tables::isLoadedWithOthers).toList();
	}

	@Override
	public synchronized int markUnknownTypes(Fence fence, Duration overdue) {
		requireFence(fence);
		return this.claims.markUnknownTypes(overdue, now());
	}

	@Override
	public synchronized List<RunRow> closed(Collection<UUID> runIds) {
		return runIds.stream().flatMap((id) -> run(id).stream()).filter((run) -> !this.tables.isOpen(run)).toList();
	}

	@Override
	public synchronized Optional<SentLetter> send(OutgoingLetter letter) {
		return this.letters.send(letter, now());
	}

	@Override
	public synchronized Set<String> sent(Collection<String> keys) {
		return this.letters.sent(keys);
	}

	@Override
	public synchronized List<Letter> settled(Collection<LetterRef> refs) {
		return this.letters.settled(refs);
	}

	@Override
	public synchronized Optional<Addressee> complete(NewLetter result, long activityId, int attempt) {
		return this.letters.complete(result, activityId, attempt, now());
	}

	@Override
	public synchronized boolean heartbeat(UUID runId, long activityId, int attempt, byte[] details) {
		return this.letters.heartbeat(runId, activityId, attempt, details);
	}

	@Override
	public synchronized Optional<Letter> deadLetter(long letterId) {
		return this.letters.deadLetter(letterId);
	}

	@Override
	public synchronized Optional<Addressee> redeliver(long letterId, String workflowId) {
		return this.letters.redeliver(letterId, workflowId);
	}

	@Override
	public synchronized List<Letter> deadRestarts(int limit) {
		return this.letters.deadRestarts(limit);
	}

	@Override
	public synchronized void restart(long letterId, RunStart run) {
		StoreLimits.require(run);
		Letter order = this.tables.letters.get(letterId);
		if (order != null && MemoryLetters.isDeadRestart(order)) {
			insert(run);
			this.tables.letters.remove(letterId);
		}
	}

	@Override
	public synchronized void deliver(Fence fence, NewLetter result) {
		requireFence(fence);
		RunRow run = (result.runId() != null) ? this.tables.runs.get(result.runId()) : null;
		if (run == null || !this.tables.isOpen(run) || !this.tables.insertLetter(result, now())) {
			throw new AttemptAbandonedException(
					"Attempt '" + result.key() + "' was given up, or its run closed, before it could commit", null);
		}
	}

	@Override
	public synchronized boolean abandon(Fence fence, NewLetter abandoned) {
		requireFence(fence);
		if (this.tables.insertLetter(abandoned, now())) {
			return true;
		}
		Letter first = this.tables.findKey(abandoned.chain(), abandoned.key());
		return first != null && first.kind() == LetterKind.ABANDONED;
	}

	@Override
	public synchronized List<AttemptRef> take(Fence fence, AttemptFilter filter) {
		requireFence(fence);
		return this.queues.take(fence.nodeId(), filter, now());
	}

	@Override
	public synchronized List<TakenAttempt> taken(long nodeId) {
		return this.queues.taken(nodeId);
	}

	@Override
	public synchronized List<LoadedAttempt> attempts(Collection<AttemptRef> refs) {
		return this.queues.attempts(refs);
	}

	@Override
	public synchronized Set<AttemptRef> end(Fence fence, long taker, Collection<EndedAttempt> ended) {
		requireFence(fence);
		return ended.stream()
			.filter((each) -> this.queues.end(taker, each, now()))
			.map(EndedAttempt::ref)
			.collect(Collectors.toUnmodifiableSet());
	}

	@Override
	public synchronized void deliver(Fence fence, EndedAttempt ended) {
		requireFence(fence);
		if (!this.queues.end(fence.nodeId(), ended, now())) {
			throw new AttemptAbandonedException(ended.ref() + " was given up before it could commit", null);
		}
	}

	@Override
	public synchronized boolean heard(Fence fence, AttemptRef ref, byte[] details) {
		requireFence(fence);
		return this.queues.heard(fence.nodeId(), ref, details);
	}

	@Override
	public synchronized boolean completeLater(Fence fence, AttemptRef ref, Instant begunAt, NewLetter notice) {
		requireFence(fence);
		return this.queues.leave(fence.nodeId(), ref, begunAt, notice, now());
	}

	@Override
	public synchronized void returned(Fence fence, AttemptRef ref) {
		requireFence(fence);
		this.queues.returned(ref);
	}

	@Override
	public synchronized boolean giveBack(Fence fence, AttemptRef ref) {
		requireFence(fence);
		return this.queues.giveBack(fence.nodeId(), ref);
	}

	@Override
	public synchronized boolean withdraw(Fence fence, AttemptRef ref) {
		requireFence(fence);
		return this.queues.withdraw(ref);
	}

	@Override
	public synchronized void requestCancel(Fence fence, AttemptRef ref) {
		requireFence(fence);
		this.queues.requestCancel(ref);
	}

	@Override
	public synchronized List<Letter> letters(UUID runId) {
		return this.letters.letters(runId);
	}

	@Override
	public synchronized List<UUID> runsWithLetters(long nodeId, int limit) {
		return owned(nodeId).stream()
			.map(this::row)
			.filter((run) -> this.tables.hasNewLetter(run, (kind) -> kind.isOrder() || MemoryLetters.takesLetters(run)))
			.limit(limit)
			.map(RunRow::runId)
			.toList();
	}

	@Override
	public synchronized int sort(Fence fence, int limit) {
		requireFence(fence);
		return this.letters.sort(limit);
	}

	@Override
	public synchronized List<Letter> deadLetters(String workflowId) {
		return this.letters.deadLetters(workflowId);
	}

	@Override
	public synchronized Optional<RunRow> find(String workflowId) {
		return this.tables.find(workflowId);
	}

	@Override
	public synchronized Optional<RunRow> run(UUID runId) {
		return Optional.ofNullable(this.tables.runs.get(runId));
	}

	@Override
	public synchronized List<EventRow> history(UUID runId, long afterSeq, int limit) {
		return this.tables.history(runId).stream().filter((event) -> event.seq() > afterSeq).limit(limit).toList();
	}

	@Override
	public synchronized Optional<EventRow> lastEvent(UUID runId) {
		return this.tables.history(runId).stream().reduce((first, second) -> second);
	}

	@Override
	public synchronized List<RunRow> list(WorkflowQuery query) {
		NavigableMap<UUID, RunRow> rows = this.tables.runs;
		UUID cursor = query.cursor().map(UUID::fromString).orElse(null);
		Stream<RunRow> page = ((cursor != null) ? rows.headMap(cursor, false) : rows).descendingMap().values().stream();
		return page.filter((run) -> this.tables.matches(query, run)).limit(query.limit()).toList();
	}

	@Override
	public synchronized Map<WorkflowStatus, Long> countByStatus() {
		return this.tables.runs.values().stream().collect(Collectors.groupingBy(RunRow::status, Collectors.counting()));
	}

	@Override
	public synchronized OpenRuns countOpen() {
		return MemoryCounts.of(this.tables.openRuns(), this.queues.offers(now()), now());
	}

	@Override
	public synchronized List<RunRow> chain(String workflowId, UUID firstRunId, int limit) {
		return this.tables.chain(workflowId, firstRunId).limit(limit).toList();
	}

	@Override
	public synchronized Optional<RunRow> anyOf(UUID firstRunId) {
		return this.tables.anyOf(firstRunId);
	}

	@Override
	public synchronized List<ActivityRow> activities(UUID runId) {
		return this.tables.activities.getOrDefault(runId, new TreeMap<>())
			.values()
			.stream()
			.map(MemoryTables::copy)
			.toList();
	}

	@Override
	public synchronized Map<UUID, List<AttributeRow>> attributes(Collection<UUID> runIds) {
		return this.tables.attributes(runIds);
	}

	private RunRow row(UUID runId) {
		return Objects.requireNonNull(this.tables.runs.get(runId), "runId");
	}

	@Override
	public Instant now() {
		return StoreLimits.time(this.clock.instant());
	}

	private void requireFence(Fence fence) {
		if (!this.tables.fences.contains(fence)) {
			throw fenceLost(fence.toString());
		}
	}

	private static FenceLostException fenceLost(String what) {
		return new FenceLostException(what + " has no fence: the node was expired and must join anew", null);
	}

}
