package dev.durable.jpa;

import java.util.List;
import java.util.UUID;

import dev.durable.store.NewLetter;
import dev.durable.store.RunChange;
import org.hibernate.StatelessSession;

/**
 * Finds out whether a commit has happened. All or nothing: any row with its write id
 * proves all of it. An event, which nobody ever changes, proves the opposite as well, so
 * it is asked first. Where nothing bears the write id, because the commit only takes away
 * or its keys were there before, it counts as written if there is nothing left to do.
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

	private static final String LETTER = """
			select count(l)
			  from LetterEntity l
			 where l.chain = :id
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

	private static final String KEY = """
			select count(l)
			  from LetterEntity l
			 where l.chain = :chain
			   and l.key = :key
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
				return isEventThere(change);
			}
		}
		if (changes.stream().anyMatch(this::hasTrace)) {
			return true;
		}
		return changes.stream().noneMatch(Witness::leavesTrace) && changes.stream().allMatch(this::isDone);
	}

	private boolean isEventThere(RunChange change) {
		return this.session.createSelectionQuery(EVENT, Long.class)
			.setParameter("key", new HistoryEntity.Key(change.runId(), change.events().get(0).seq()))
			.setParameter("writeId", this.writeId)
			.getSingleResult() > 0;
	}

	private static boolean leavesTrace(RunChange change) {
		return change.start() != null || change.update() != null || !change.activities().isEmpty()
				|| !change.unreadable().isEmpty()
				|| change.letters().stream().anyMatch((letter) -> letter.key() == null);
	}

	private boolean hasTrace(RunChange change) {
		return isThere(RUN, change.runId()) || isThere(ACTIVITY, change.runId()) || isThere(LETTER, change.chain())
				|| change.letters().stream().map(NewLetter::chain).anyMatch((chain) -> isThere(LETTER, chain));
	}

	private boolean isThere(String query, UUID id) {
		return this.session.createSelectionQuery(query, Long.class)
			.setParameter("id", id)
			.setParameter("writeId", this.writeId)
			.getSingleResult() > 0;
	}

	private boolean isDone(RunChange change) {
		return areLettersGone(change) && areActivitiesGone(change)
				&& change.letters().stream().allMatch(this::isKeyThere);
	}

	private boolean areLettersGone(RunChange change) {
		return change.consumed().isEmpty() || this.session.createSelectionQuery(LETTERS_LEFT, Long.class)
			.setParameter("ids", change.consumed())
			.getSingleResult() == 0;
	}

	private boolean areActivitiesGone(RunChange change) {
		return change.settled().isEmpty() || this.session.createSelectionQuery(ACTIVITIES_LEFT, Long.class)
			.setParameter("runId", change.runId())
			.setParameter("ids", change.settled())
			.getSingleResult() == 0;
	}

	private boolean isKeyThere(NewLetter letter) {
		return this.session.createSelectionQuery(KEY, Long.class)
			.setParameter("chain", letter.chain())
			.setParameter("key", letter.key())
			.getSingleResult() > 0;
	}

}
