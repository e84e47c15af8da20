package dev.durable.jpa;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.durable.client.StuckReason;
import dev.durable.client.WorkflowQuery;
import dev.durable.client.WorkflowStatus;
import dev.durable.store.ActivityRow;
import dev.durable.store.AttemptRef;
import dev.durable.store.AttributeRow;
import dev.durable.store.EventRow;
import dev.durable.store.Letter;
import dev.durable.store.LetterKind;
import dev.durable.store.LetterRef;
import dev.durable.store.LetterState;
import dev.durable.store.LoadedAttempt;
import dev.durable.store.NodeRow;
import dev.durable.store.OpenRuns;
import dev.durable.store.RunRow;
import org.hibernate.StatelessSession;
import org.hibernate.query.SelectionQuery;

/**
 * The queries: what is read, from wherever the session comes.
 */
final class Queries {

	/*
	 * Values of enums stand in the text: a list of parameters may have any length, so
	 * that its statement is made anew each time, which takes longer than to carry it out.
	 */
	static final String UNREAD = oneOf(Set.of(LetterState.NEW, LetterState.HELD));

	private static final Set<LetterState> DEAD = Set.of(LetterState.DEAD, LetterState.UNREADABLE);

	private static final String DONE = oneOf(Set.of(LetterState.ANSWERED, LetterState.DEAD, LetterState.UNREADABLE));

	private static final String ORDERS = oneOf(
			Arrays.stream(LetterKind.values()).filter(LetterKind::isOrder).collect(Collectors.toSet()));

	private static final String FIND = """
			  from WorkflowEntity w
			 where w.workflowId = :workflowId
			 order by case when w.openKey is null then 1 else 0 end, w.closedAt desc, w.runId desc
			""";

	private static final String CHAIN = """
			  from WorkflowEntity w
			 where w.workflowId = :workflowId
			   and w.firstRunId = :firstRunId
			 order by w.runId desc
			""";

	private static final String HISTORY = """
			  from HistoryEntity e
			 where e.key.runId = :runId
			   and e.key.seq > :afterSeq
			 order by e.key.seq
			""";

	private static final String LAST_EVENT = """
			  from HistoryEntity e
			 where e.key.runId = :runId
			 order by e.key.seq desc
			""";

	private static final String LETTERS = """
			select l
			  from WorkflowEntity w
			  join LetterEntity l
			    on l.chain = w.firstRunId
			   and (l.runId is null or l.runId = w.runId)
			 where w.runId = :runId
			   and l.state in %s
			 order by l.id
			""".formatted(UNREAD);

	/* Constants in the text where an index is for them only. */
	private static final String RUNS_WITH_LETTERS = """
			select w.runId
			  from LetterEntity l
			  join WorkflowEntity w
			    on w.firstRunId = l.chain
			   and (l.runId is null or l.runId = w.runId)
			 where l.state = dev.durable.store.LetterState.NEW
			   and w.owner = :owner
			   and w.openKey is not null
			   and (l.kind in %s or (w.stuckReason is null and w.status <> :paused))
			 group by w.runId
			 order by min(l.id)
			""".formatted(ORDERS);

	private static final String DEAD_LETTERS = """
			  from LetterEntity l
			 where l.state in %s
			   and l.kind <> :restart
			   and l.chain in (select w.firstRunId from WorkflowEntity w where w.workflowId = :workflowId)
			 order by l.id
			""".formatted(oneOf(DEAD));

	private static final String DEAD_RESTARTS = """
			  from LetterEntity l
			 where l.state = dev.durable.store.LetterState.DEAD
			   and l.kind = dev.durable.store.LetterKind.RESTART
			 order by l.id
			""";

	private static final String SETTLED = """
			  from LetterEntity l
			 where l.chain in :chains
			   and l.key in :keys
			   and l.state in %s
			 order by l.id
			""".formatted(DONE);

	private static final String KEY = """
			select count(l)
			  from LetterEntity l
			 where l.chain = :chain
			   and l.key = :key
			""";

	private static final String ATTRIBUTES = """
			  from AttributeEntity a
			 where a.key.runId in :ids
			 order by a.key.runId, a.key.memo, a.key.name
			""";

	/* Constants in the text, so that each appears in the groups as it is. */
	private static final String COUNT_OFFERED = """
			select a.queue, count(*), min(a.dueAt)
			  from ActivityEntity a
			 where a.routing = OFFERED
			   and a.dueAt <= :now
			 group by a.queue
			 order by count(*) desc
			""";

	private static final String COUNT_OPEN = """
			select w.queue, w.type, w.status, w.stuckReason, count(w),
			       sum(case when %1$s then 1L else 0L end),
			       min(case when %1$s then w.wakeAt else null end)
			  from WorkflowEntity w
			 where w.openKey is not null
			 group by w.queue, w.type, w.status, w.stuckReason
			 order by count(w) desc
			""".formatted("""
			w.owner is null and w.wakeAt <= :now and w.stuckReason is null
			    and w.status = dev.durable.client.WorkflowStatus.RUNNING""");

	/* The prefix is what PostgreSQL has in its index. */
	private static final String HAS_ATTRIBUTE = """
			 and exists (
			  select 1
			    from AttributeEntity a
			   where a.key.runId = w.runId
			     and a.key.memo = false
			     and a.key.name = :name%1$d
			     and left(a.json, 255) = left(:json%1$d, 255)
			     and a.json = :json%1$d)
			""";

	/** How many values stand in the list of one statement. */
	private static final int IN_MAX = 1_000;

	private Queries() {
	}

	private static String oneOf(Set<? extends Enum<?>> values) {
		return values.stream()
			.map((value) -> value.getDeclaringClass().getName() + "." + value.name())
			.sorted()
			.collect(Collectors.joining(", ", "(", ")"));
	}

	static Optional<RunRow> run(StatelessSession session, UUID runId) {
		return Optional.ofNullable(session.get(WorkflowEntity.class, runId)).map(WorkflowEntity::toRow);
	}

	/* The last one has no index on PostgreSQL, where it is for the open ones only. */
	static Optional<RunRow> anyOf(StatelessSession session, UUID firstRunId) {
		return run(session, firstRunId).or(() -> ofChain(session, firstRunId, " and w.openKey is not null"))
			.or(() -> ofChain(session, firstRunId, ""));
	}

	private static Optional<RunRow> ofChain(StatelessSession session, UUID firstRunId, String condition) {
		return session
			.createSelectionQuery("from WorkflowEntity w where w.firstRunId = :chain" + condition, WorkflowEntity.class)
			.setParameter("chain", firstRunId)
			.setMaxResults(1)
			.uniqueResultOptional()
			.map(WorkflowEntity::toRow);
	}

	static Optional<RunRow> find(StatelessSession session, String workflowId) {
		return session.createSelectionQuery(FIND, WorkflowEntity.class)
			.setParameter("workflowId", workflowId)
			.setMaxResults(1)
			.uniqueResultOptional()
			.map(WorkflowEntity::toRow);
	}

	static List<EventRow> history(StatelessSession session, UUID runId, long afterSeq, int limit) {
		return session.createSelectionQuery(HISTORY, HistoryEntity.class)
			.setParameter("runId", runId)
			.setParameter("afterSeq", afterSeq)
			.setMaxResults(limit)
			.getResultList()
			.stream()
			.map(HistoryEntity::toRow)
			.toList();
	}

	static Optional<EventRow> lastEvent(StatelessSession session, UUID runId) {
		return session.createSelectionQuery(LAST_EVENT, HistoryEntity.class)
			.setParameter("runId", runId)
			.setMaxResults(1)
			.uniqueResultOptional()
			.map(HistoryEntity::toRow);
	}

	static List<Letter> letters(StatelessSession session, UUID runId, int limit) {
		return session.createSelectionQuery(LETTERS, LetterEntity.class)
			.setParameter("runId", runId)
			.setMaxResults(limit)
			.getResultList()
			.stream()
			.map(LetterEntity::toRow)
			.toList();
	}

	static List<UUID> runsWithLetters(StatelessSession session, long nodeId, int limit) {
		return session.createSelectionQuery(RUNS_WITH_LETTERS, UUID.class)
			.setParameter("owner", nodeId)
			.setParameter("paused", WorkflowStatus.PAUSED)
			.setMaxResults(limit)
			.getResultList();
	}

	static Optional<Letter> deadLetter(StatelessSession session, long letterId) {
		return Optional.ofNullable(session.get(LetterEntity.class, letterId))
			.map(LetterEntity::toRow)
			.filter((letter) -> DEAD.contains(letter.state()) && letter.kind() != LetterKind.RESTART);
	}

	static List<Letter> deadRestarts(StatelessSession session, int limit) {
		return session.createSelectionQuery(DEAD_RESTARTS, LetterEntity.class)
			.setMaxResults(limit)
			.getResultList()
			.stream()
			.map(LetterEntity::toRow)
			.toList();
	}

	static List<Letter> settled(StatelessSession session, Collection<LetterRef> refs) {
		List<Letter> settled = new ArrayList<>();
		inParts(Set.copyOf(refs), (part) -> settled.addAll(settledOf(session, part)));
		return settled;
	}

	private static List<Letter> settledOf(StatelessSession session, List<LetterRef> refs) {
		Set<LetterRef> wanted = Set.copyOf(refs);
		return session.createSelectionQuery(SETTLED, LetterEntity.class)
			.setParameter("chains", wanted.stream().map(LetterRef::chain).distinct().toList())
			.setParameter("keys", wanted.stream().map(LetterRef::key).distinct().toList())
			.getResultList()
			.stream()
			.map(LetterEntity::toRow)
			.filter((letter) -> letter.key() != null && wanted.contains(new LetterRef(letter.chain(), letter.key())))
			.toList();
	}

	static boolean isKeyThere(StatelessSession session, LetterRef ref) {
		return session.createSelectionQuery(KEY, Long.class)
			.setParameter("chain", ref.chain())
			.setParameter("key", ref.key())
			.getSingleResult() > 0;
	}

	static Set<UUID> existing(StatelessSession session, Collection<UUID> runIds) {
		return idsIn(session, "select w.runId from WorkflowEntity w where w.runId in :ids", runIds);
	}

	/** Return the chains of which a run is open. */
	static Set<UUID> goingOn(StatelessSession session, Collection<UUID> chains) {
		return idsIn(session,
				"select w.firstRunId from WorkflowEntity w where w.firstRunId in :ids and w.openKey is not null",
				chains);
	}

	private static Set<UUID> idsIn(StatelessSession session, String query, Collection<UUID> ids) {
		Set<UUID> found = new HashSet<>();
		inParts(ids, (part) -> found
			.addAll(session.createSelectionQuery(query, UUID.class).setParameter("ids", part).getResultList()));
		return found;
	}

	static List<RunRow> closed(StatelessSession session, Collection<UUID> runIds) {
		List<RunRow> closed = new ArrayList<>();
		inParts(runIds,
				(part) -> session
					.createSelectionQuery("from WorkflowEntity w where w.runId in :ids and w.openKey is null",
							WorkflowEntity.class)
					.setParameter("ids", part)
					.getResultList()
					.forEach((run) -> closed.add(run.toRow())));
		return closed;
	}

	/*
	 * A statement takes so many parameters, and any number may be asked for.
	 */
	private static <T> void inParts(Collection<T> all, Consumer<List<T>> query) {
		List<T> list = List.copyOf(all);
		for (int from = 0; from < list.size(); from += IN_MAX) {
			query.accept(list.subList(from, Math.min(from + IN_MAX, list.size())));
		}
	}

	static Map<UUID, List<AttributeRow>> attributes(StatelessSession session, Collection<UUID> runIds) {
		Map<UUID, List<AttributeRow>> found = new HashMap<>();
		session.createSelectionQuery(ATTRIBUTES, AttributeEntity.class)
			.setParameter("ids", runIds)
			.getResultList()
			.forEach((row) -> found.computeIfAbsent(row.key().runId(), (id) -> new ArrayList<>()).add(row.toRow()));
		return found;
	}

	static List<Letter> deadLetters(StatelessSession session, String workflowId) {
		return session.createSelectionQuery(DEAD_LETTERS, LetterEntity.class)
			.setParameter("workflowId", workflowId)
			.setParameter("restart", LetterKind.RESTART)
			.getResultList()
			.stream()
			.map(LetterEntity::toRow)
			.toList();
	}

	static List<ActivityRow> activities(StatelessSession session, UUID runId) {
		return session
			.createSelectionQuery("from ActivityEntity a where a.key.runId = :runId order by a.key.activityId",
					ActivityEntity.class)
			.setParameter("runId", runId)
			.getResultList()
			.stream()
			.map(ActivityEntity::toRow)
			.toList();
	}

	static List<LoadedAttempt> attempts(StatelessSession session, Collection<AttemptRef> refs) {
		Map<AttemptRef, ActivityRow> rows = new LinkedHashMap<>();
		session.createSelectionQuery("from ActivityEntity a where a.key in :keys", ActivityEntity.class)
			.setParameter("keys",
					refs.stream().map((ref) -> new ActivityEntity.Key(ref.runId(), ref.activityId())).toList())
			.getResultList()
			.forEach((row) -> rows.put(row.ref(), row.toRow()));
		rows.keySet().retainAll(Set.copyOf(refs));
		List<UUID> runIds = rows.keySet().stream().map(AttemptRef::runId).distinct().toList();
		Map<UUID, RunRow> runs = new HashMap<>();
		Map<HistoryEntity.Key, EventRow> events = new HashMap<>();
		if (!rows.isEmpty()) {
			session.createSelectionQuery("from WorkflowEntity w where w.runId in :ids", WorkflowEntity.class)
				.setParameter("ids", runIds)
				.getResultList()
				.forEach((run) -> runs.put(run.toRow().runId(), run.toRow()));
			session.createSelectionQuery("from HistoryEntity e where e.key in :keys", HistoryEntity.class)
				.setParameter("keys",
						rows.keySet()
							.stream()
							.map((ref) -> new HistoryEntity.Key(ref.runId(), ref.activityId()))
							.toList())
				.getResultList()
				.forEach((event) -> events.put(event.key(), event.toRow()));
		}
		return rows.entrySet().stream().flatMap((row) -> {
			AttemptRef ref = row.getKey();
			RunRow run = runs.get(ref.runId());
			EventRow event = events.get(new HistoryEntity.Key(ref.runId(), ref.activityId()));
			return (run != null && event != null) ? Stream.of(new LoadedAttempt(run, event, row.getValue()))
					: Stream.empty();
		}).toList();
	}

	static Map<WorkflowStatus, Long> countByStatus(StatelessSession session) {
		Map<WorkflowStatus, Long> counts = new HashMap<>();
		session
			.createSelectionQuery("select w.status, count(w) from WorkflowEntity w group by w.status", Object[].class)
			.getResultList()
			.forEach((row) -> counts.put((WorkflowStatus) row[0], (Long) row[1]));
		return Map.copyOf(counts);
	}

	static OpenRuns countOpen(StatelessSession session, Instant now) {
		return new OpenRuns(now,
				session.createSelectionQuery(COUNT_OPEN, Object[].class)
					.setParameter("now", now)
					.setMaxResults(OpenRuns.GROUPS_MAX)
					.getResultList()
					.stream()
					.map((row) -> new OpenRuns.Group((String) row[0], (String) row[1], (WorkflowStatus) row[2],
							(StuckReason) row[3], (Long) row[4], (Long) row[5], (Instant) row[6]))
					.toList(),
				session.createSelectionQuery(COUNT_OFFERED, Object[].class)
					.setParameter("now", now)
					.setMaxResults(OpenRuns.GROUPS_MAX)
					.getResultList()
					.stream()
					.map((row) -> new OpenRuns.Offers((String) row[0], (Long) row[1], (Instant) row[2]))
					.toList());
	}

	static List<RunRow> chain(StatelessSession session, String workflowId, UUID firstRunId, int limit) {
		return session.createSelectionQuery(CHAIN, WorkflowEntity.class)
			.setParameter("workflowId", workflowId)
			.setParameter("firstRunId", firstRunId)
			.setMaxResults(limit)
			.getResultList()
			.stream()
			.map(WorkflowEntity::toRow)
			.toList();
	}

	static List<RunRow> list(StatelessSession session, WorkflowQuery query) {
		Map<String, Object> values = new HashMap<>();
		StringBuilder hql = new StringBuilder("from WorkflowEntity w where true = true");
		query.cursor()
			.ifPresent((cursor) -> add(hql, values, " and w.runId < :cursor", "cursor", UUID.fromString(cursor)));
		query.typeName().ifPresent((type) -> add(hql, values, " and w.type = :type", "type", type));
		query.status().ifPresent((status) -> add(hql, values, " and w.status = :status", "status", status));
		query.startedAfter().ifPresent((time) -> add(hql, values, " and w.startedAt > :after", "after", time));
		query.startedBefore().ifPresent((time) -> add(hql, values, " and w.startedAt < :before", "before", time));
		query.idPrefix()
			.ifPresent((prefix) -> add(hql, values, " and w.workflowId like :prefix escape '!'", "prefix",
					prefix.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%"));
		if (query.isStuck()) {
			hql.append(" and w.stuckReason is not null");
		}
		addAttributes(hql, values, query.attributes());
		SelectionQuery<WorkflowEntity> selection = session
			.createSelectionQuery(hql.append(" order by w.runId desc").toString(), WorkflowEntity.class);
		values.forEach(selection::setParameter);
		return selection.setMaxResults(query.limit()).getResultList().stream().map(WorkflowEntity::toRow).toList();
	}

	private static void add(StringBuilder hql, Map<String, Object> values, String condition, String name,
			Object value) {
		hql.append(condition);
		values.put(name, value);
	}

	private static void addAttributes(StringBuilder hql, Map<String, Object> values, Map<String, Object> attributes) {
		int index = 0;
		for (Map.Entry<String, Object> attribute : attributes.entrySet()) {
			add(hql, values, HAS_ATTRIBUTE.formatted(index), "name" + index, attribute.getKey());
			values.put("json" + index, attribute.getValue().toString());
			index++;
		}
	}

	static List<NodeRow> nodes(StatelessSession session) {
		Set<Long> fenced = fencedNodes(session);
		return session.createSelectionQuery("from NodeEntity n order by n.nodeId", NodeEntity.class)
			.getResultList()
			.stream()
			.map((node) -> node.toRow(fenced))
			.toList();
	}

	static Set<Long> fencedNodes(StatelessSession session) {
		return new HashSet<>(session.createSelectionQuery("select distinct f.key.nodeId from FenceEntity f", Long.class)
			.getResultList());
	}

	static List<String> liveTypes(StatelessSession session, Instant now) {
		List<String> types = new ArrayList<>();
		nodes(session).forEach((node) -> {
			if (node.fenced() && node.leaseUntil().isAfter(now)) {
				types.addAll(node.types());
			}
		});
		return types;
	}

}
