package dev.durable.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;

import dev.durable.ParentClosePolicy;
import dev.durable.client.WorkflowStatus;

/**
 * The commit of a batch to the in-memory store: all changes are looked at first, then all
 * or none is applied.
 */
final class MemoryCommit {

	private final MemoryTables tables;

	private final long nodeId;

	private final Instant now;

	private final List<RunChange> changes;

	MemoryCommit(MemoryTables tables, long nodeId, Instant now, List<RunChange> changes) {
		this.tables = tables;
		this.nodeId = nodeId;
		this.now = now;
		this.changes = changes;
	}

	Map<Integer, Refusal> run(UUID writeId) {
		Map<Integer, Refusal> refusals = new MemoryChecks(this.tables, this.nodeId, this.now, this.changes).refusals();
		if (refusals.isEmpty()) {
			apply();
			this.tables.writeIds.add(writeId);
		}
		return refusals;
	}

	private void apply() {
		this.changes.stream().filter((change) -> change.start() == null).forEach(this::update);
		this.changes.forEach(this::startOwn);
		this.changes.forEach((change) -> change.starts().forEach(this::startOther));
		this.changes
			.forEach((change) -> change.events().forEach((event) -> this.tables.insertEvent(change.runId(), event)));
		this.changes.forEach(this::takeLetters);
		this.changes.forEach((change) -> change.answers().forEach(this::answer));
		this.changes
			.forEach((change) -> change.letters().forEach((letter) -> this.tables.insertLetter(letter, this.now)));
		this.changes
			.forEach((change) -> change.outgoing().forEach((letter) -> this.tables.insertLetter(letter, this.now)));
		this.changes.forEach(this::writeActivities);
		this.changes
			.forEach((change) -> change.attributes().forEach((row) -> this.tables.putAttribute(change.runId(), row)));
		this.changes.forEach(this::tidy);
	}

	private void startOwn(RunChange change) {
		if (change.start() != null) {
			this.tables.insertRun(change.start(), this.nodeId, this.now);
			update(change);
		}
	}

	private void startOther(RunStart start) {
		if (!this.tables.isTaken(start.run())) {
			this.tables.insertRun(start.run(), start.owned() ? this.nodeId : null, this.now);
			start.events().forEach((event) -> this.tables.insertEvent(start.run().runId(), event));
		}
	}

	private void takeLetters(RunChange change) {
		change.consumed().forEach(this.tables.letters::remove);
		change.unreadable().forEach((id) -> {
			Letter letter = letter(id);
			this.tables.setState(letter, LetterState.UNREADABLE, letter.data());
		});
		change.kept().forEach((kept) -> this.tables.setState(letter(kept.id()), kept.state(), kept.data()));
	}

	private Letter letter(long id) {
		return Objects.requireNonNull(this.tables.letters.get(id), "letter");
	}

	private void answer(Answer answer) {
		Letter letter = this.tables.findKey(answer.chain(), answer.key());
		if (letter != null && letter.state() == LetterState.ACCEPTED) {
			this.tables.setState(letter, LetterState.ANSWERED, answer.data());
		}
	}

	private void writeActivities(RunChange change) {
		NavigableMap<Long, ActivityRow> rows = this.tables.activities.computeIfAbsent(change.runId(),
				(id) -> new TreeMap<>());
		change.settled().forEach(rows::remove);
		change.activities().forEach((row) -> rows.put(row.activityId(), MemoryTables.copy(row)));
	}

	private void update(RunChange change) {
		RunRow run = this.tables.runs.get(change.runId());
		RunUpdate update = change.update();
		if (run == null || update == null) {
			return;
		}
		note(run, update);
		if (update instanceof RunUpdate.Closed closed) {
			this.tables.close(run, closed);
		}
		else if (update instanceof RunUpdate.Parked parked) {
			this.tables.place(run, null, null, parked.wakeAt());
		}
		else if (update instanceof RunUpdate.Stuck stuck) {
			StuckMark mark = new StuckMark(stuck.mark().reason(), StoreLimits.message(stuck.mark().message()),
					stuck.mark().buildId(), stuck.mark().tries());
			this.tables.place(run, mark, stuck.park() ? null : run.owner(), stuck.wakeAt());
		}
		else if (update instanceof RunUpdate.Paused paused) {
			this.tables.place(run, WorkflowStatus.PAUSED, run.stuck(), paused.park() ? null : run.owner(),
					paused.wakeAt());
		}
		else if (update instanceof RunUpdate.Resumed) {
			this.tables.place(run, WorkflowStatus.RUNNING, null, null, this.now);
		}
		else if (update instanceof RunUpdate.Limited limited) {
			this.tables.places.limit(run, limited.limit(), this.now);
		}
		else {
			this.tables.place(run, null, run.owner(), null);
		}
	}

	private void note(RunRow run, RunUpdate update) {
		if (update instanceof RunUpdate.Stuck stuck) {
			this.tables.note(run, stuck.mark(), !stuck.park());
		}
		else if (update instanceof RunUpdate.Paused paused) {
			this.tables.note(run, run.stuck(), !paused.park());
		}
		else {
			this.tables.note(run, null, update instanceof RunUpdate.Healed);
		}
	}

	/**
	 * What follows from a change of a run: no activity rows of closed runs and no sender
	 * that waits for them, no letters put aside for runs that can take them again.
	 */
	private void tidy(RunChange change) {
		RunUpdate update = change.update();
		if (update instanceof RunUpdate.Closed closed) {
			this.tables.activities.remove(change.runId());
			if (closed.endsUpdates()) {
				this.tables.setStates(change.chain(), LetterState.ACCEPTED, LetterState.ANSWERED);
			}
			if (closed.lastWords() != null) {
				tellChildren(change.chain(), closed.lastWords());
			}
			if (closed.freesPlace()) {
				this.tables.places.free(change.chain(), this.now);
			}
		}
		if (update instanceof RunUpdate.Parked || update instanceof RunUpdate.Healed
				|| update instanceof RunUpdate.Resumed
				|| (update instanceof RunUpdate.Closed end && !end.awaitsInbox())) {
			this.tables.setStates(change.chain(), LetterState.HELD, LetterState.NEW);
		}
	}

	private void tellChildren(UUID chain, RunUpdate.LastWords words) {
		List<RunRow> children = this.tables.openRuns().filter((run) -> chain.equals(run.parentChain())).toList();
		for (RunRow child : children) {
			ParentClosePolicy policy = this.tables.closePolicies.get(child.runId());
			if (policy == ParentClosePolicy.TERMINATE) {
				tell(child, LetterKind.TERMINATE, words.terminate());
			}
			else if (policy == ParentClosePolicy.REQUEST_CANCEL) {
				tell(child, LetterKind.CANCEL, words.cancel());
			}
		}
	}

	private void tell(RunRow child, LetterKind kind, byte[] data) {
		this.tables.insertLetter(new NewLetter(child.firstRunId(), null, kind, "", data, null), this.now);
	}

}
