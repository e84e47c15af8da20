package dev.durable.jpa;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import dev.durable.store.Answer;
import dev.durable.store.AttributeRow;
import dev.durable.store.LetterRef;
import dev.durable.store.NewLetter;
import dev.durable.store.OutgoingLetter;
import dev.durable.store.RunChange;
import dev.durable.store.RunStart;
import org.hibernate.StatelessSession;

/**
 * Finds out whether a commit has happened. All or nothing: any row with its write id
 * proves all of it. An event, which nobody ever changes, proves the opposite as well, so
 * it is asked first. Where nothing bears the write id, because the commit only takes away
 * or its keys were there before, it counts as written if there is nothing left to do:
 * whoever writes it again does no harm.
 */
final class Witness {

	private static final String EVENT = """
			select count(e)
			  from HistoryEntity e
			 where e.key = :key
			   and e.writeId = :writeId
			""";

	private static final String RUN = """
			select count(w)
			  from WorkflowEntity w
			 where w.runId = :id
			   and w.writeId = :writeId
			""";

	private static final String ACTIVITY = """
			select count(a)
			  from ActivityEntity a
			 where a.key.runId = :id
			   and a.writeId = :writeId
			""";

	private static final String ATTRIBUTE = """
			select count(a)
			  from AttributeEntity a
			 where a.key.runId = :id
			   and a.writeId = :writeId
			""";

	private static final String LETTER = """
			select count(l)
			  from LetterEntity l
			 where l.chain = :id
			   and l.writeId = :writeId
			""";

	/* The run that was open may have closed since, but not left its workflow id. */
	private static final String OUTGOING = """
			select count(l)
			  from LetterEntity l
			 where l.chain in (select w.firstRunId from WorkflowEntity w where w.workflowId = :id)
			   and l.writeId = :writeId
			""";

	private static final String LETTERS_LEFT = """
			select count(l)
			  from LetterEntity l
			 where l.id in :ids
			""";

	private static final String ACTIVITIES_LEFT = """
			select count(a)
			  from ActivityEntity a
			 where a.key.runId = :runId
			   and a.key.activityId in :ids
			""";

	private static final String ATTRIBUTE_LEFT = """
			select count(a)
			  from AttributeEntity a
			 where a.key = :key
			""";

	private static final String UNANSWERED = """
			select count(l)
			  from LetterEntity l
			 where l.chain = :chain
			   and l.key = :key
			   and l.state = dev.durable.store.LetterState.ACCEPTED
			""";

	private static final String TAKEN = """
			select count(w)
			  from WorkflowEntity w
			 where w.openKey = :workflowId
			    or w.runId = :runId
			""";

	private final StatelessSession session;

	private final UUID writeId;

	Witness(StatelessSession session, UUID writeId) {
		this.session = session;
		this.writeId = writeId;
	}

	boolean isWritten(List<RunChange> changes) {
		for (RunChange change : changes) {
			if (!change.events().isEmpty()) {
				return isThere(EVENT, Map.of("key", new HistoryEntity.Key(change.runId(), change.events().get(0).seq()),
						"writeId", this.writeId));
			}
		}
		if (changes.stream().anyMatch(this::hasTrace)) {
			return true;
		}
		return changes.stream().noneMatch(Witness::leavesTrace) && changes.stream().allMatch(this::isDone);
	}

	private static boolean leavesTrace(RunChange change) {
		return change.start() != null || change.update() != null || !change.activities().isEmpty()
				|| !change.unreadable().isEmpty() || !change.kept().isEmpty()
				|| change.letters().stream().anyMatch((letter) -> letter.key() == null)
				|| change.starts().stream().anyMatch((start) -> !start.optional())
				|| change.attributes().stream().anyMatch((row) -> row.json() != null);
	}

	private boolean hasTrace(RunChange change) {
		Stream<UUID> runs = Stream.concat(Stream.of(change.runId()),
				change.starts().stream().map((start) -> start.run().runId()));
		Stream<UUID> chains = Stream
			.of(Stream.of(change.chain()), change.letters().stream().map(NewLetter::chain),
					change.answers().stream().map(Answer::chain))
			.flatMap((each) -> each)
			.distinct();
		return runs.anyMatch((run) -> hasTrace(RUN, run)) || hasTrace(ACTIVITY, change.runId())
				|| hasTrace(ATTRIBUTE, change.runId()) || chains.anyMatch((chain) -> hasTrace(LETTER, chain))
				|| change.outgoing().stream().anyMatch((letter) -> hasTrace(OUTGOING, letter.workflowId()));
	}

	private boolean hasTrace(String query, Object id) {
		return isThere(query, Map.of("id", id, "writeId", this.writeId));
	}

	private boolean isThere(String query, Map<String, ?> values) {
		var counting = this.session.createSelectionQuery(query, Long.class);
		values.forEach(counting::setParameter);
		return counting.getSingleResult() > 0;
	}

	private boolean isDone(RunChange change) {
		return areLettersGone(change) && areActivitiesGone(change)
				&& change.letters().stream().allMatch(this::isKeyThere)
				&& change.outgoing().stream().noneMatch(this::isUnsent)
				&& change.answers().stream().noneMatch(this::isUnanswered)
				&& change.attributes().stream().noneMatch((row) -> isAttributeThere(change, row))
				&& change.starts().stream().allMatch(this::isTaken);
	}

	private boolean areLettersGone(RunChange change) {
		return change.consumed().isEmpty() || !isThere(LETTERS_LEFT, Map.of("ids", change.consumed()));
	}

	private boolean areActivitiesGone(RunChange change) {
		return change.settled().isEmpty()
				|| !isThere(ACTIVITIES_LEFT, Map.of("runId", change.runId(), "ids", change.settled()));
	}

	private boolean isKeyThere(NewLetter letter) {
		return letter.key() != null && Queries.isKeyThere(this.session, new LetterRef(letter.chain(), letter.key()));
	}

	private boolean isUnsent(OutgoingLetter letter) {
		return Queries.find(this.session, letter.workflowId())
			.filter((run) -> !run.status().isClosed())
			.filter((run) -> letter.runId() == null || letter.runId().equals(run.runId()))
			.filter((run) -> letter.key() == null
					|| !Queries.isKeyThere(this.session, new LetterRef(run.firstRunId(), letter.key())))
			.isPresent();
	}

	private boolean isUnanswered(Answer answer) {
		return isThere(UNANSWERED, Map.of("chain", answer.chain(), "key", answer.key()));
	}

	private boolean isAttributeThere(RunChange change, AttributeRow row) {
		return isThere(ATTRIBUTE_LEFT, Map.of("key", AttributeEntity.Key.of(change.runId(), row)));
	}

	private boolean isTaken(RunStart optional) {
		return isThere(TAKEN, Map.of("workflowId", optional.run().workflowId(), "runId", optional.run().runId()));
	}

}
