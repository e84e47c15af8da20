package dev.durable.jpa;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

import dev.durable.store.ActivityRow;
import dev.durable.store.EventRow;
import dev.durable.store.Letter;
import dev.durable.store.LoadedRun;
import dev.durable.store.RunRow;
import jakarta.persistence.Tuple;
import org.hibernate.StatelessSession;

/**
 * Reads all that is needed to go on with runs: four statements for one, and four for
 * many.
 */
final class RunLoader {

	private static final String RUNS = """
			  from WorkflowEntity w
			 where w.runId in :ids
			   and w.openKey is not null
			""";

	private static final String EVENTS = """
			  from HistoryEntity e
			 where e.key.runId in :ids
			   and e.key.seq <= :most
			 order by e.key.runId, e.key.seq
			""";

	private static final String LETTERS = """
			select w.runId, l
			  from WorkflowEntity w
			  join LetterEntity l
			    on l.chain = w.firstRunId
			   and (l.runId is null or l.runId = w.runId)
			 where w.runId in :ids
			   and l.state in %s
			 order by l.id
			""".formatted(Queries.UNREAD);

	private static final String ACTIVITIES = """
			  from ActivityEntity a
			 where a.key.runId in :ids
			 order by a.key.runId, a.key.activityId
			""";

	private final StatelessSession session;

	RunLoader(StatelessSession session) {
		this.session = session;
	}

	Optional<LoadedRun> load(UUID runId) {
		return Queries.run(this.session, runId)
			.map((run) -> new LoadedRun(run, Queries.history(this.session, runId, 0, Integer.MAX_VALUE),
					Queries.letters(this.session, runId, Integer.MAX_VALUE), Queries.activities(this.session, runId)));
	}

	List<LoadedRun> load(Collection<UUID> runIds) {
		List<RunRow> runs = runs(runIds);
		Map<UUID, List<EventRow>> events = events(runIds);
		Map<UUID, List<Letter>> letters = letters(runIds);
		Map<UUID, List<ActivityRow>> activities = activities(runIds);
		return runs.stream()
			.map((run) -> new LoadedRun(run, events.getOrDefault(run.runId(), List.of()),
					letters.getOrDefault(run.runId(), List.of()), activities.getOrDefault(run.runId(), List.of())))
			.filter(LoadedRun::isShort)
			.toList();
	}

	private List<RunRow> runs(Collection<UUID> runIds) {
		return this.session.createSelectionQuery(RUNS, WorkflowEntity.class)
			.setParameter("ids", runIds)
			.getResultList()
			.stream()
			.map(WorkflowEntity::toRow)
			.toList();
	}

	private Map<UUID, List<EventRow>> events(Collection<UUID> runIds) {
		return this.session.createSelectionQuery(EVENTS, HistoryEntity.class)
			.setParameter("ids", runIds)
			.setParameter("most", LoadedRun.SHORT + 1L)
			.getResultList()
			.stream()
			.collect(Collectors.groupingBy((event) -> event.key().runId(),
					Collectors.mapping(HistoryEntity::toRow, Collectors.toList())));
	}

	private Map<UUID, List<Letter>> letters(Collection<UUID> runIds) {
		return this.session.createSelectionQuery(LETTERS, Tuple.class)
			.setParameter("ids", runIds)
			.getResultList()
			.stream()
			.collect(Collectors.groupingBy((row) -> row.get(0, UUID.class),
					Collectors.mapping((row) -> row.get(1, LetterEntity.class).toRow(), Collectors.toList())));
	}

	private Map<UUID, List<ActivityRow>> activities(Collection<UUID> runIds) {
		return this.session.createSelectionQuery(ACTIVITIES, ActivityEntity.class)
			.setParameter("ids", runIds)
			.getResultList()
			.stream()
			.collect(Collectors.groupingBy((row) -> row.ref().runId(),
					Collectors.mapping(ActivityEntity::toRow, Collectors.toList())));
	}

}
