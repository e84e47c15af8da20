package dev.durable.jpa;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.durable.ParentClosePolicy;
import dev.durable.store.Addressee;
import dev.durable.store.Answer;
import dev.durable.store.KeptLetter;
import dev.durable.store.LetterKind;
import dev.durable.store.NewLetter;
import dev.durable.store.OutgoingLetter;
import dev.durable.store.Refusal;
import dev.durable.store.RunChange;
import dev.durable.store.RunUpdate;
import dev.durable.store.RunUpdate.LastWords;
import org.jspecify.annotations.Nullable;

/**
 * The letters in a batch.
 */
final class BatchLetters {

	private static final String CONSUME = """
			delete from durable_inbox
			 where id = ?
			   and state in ('NEW', 'HELD')
			""";

	private static final String PUT_ASIDE = """
			update durable_inbox
			   set state = 'UNREADABLE',
			       write_id = ?
			 where id = ?
			   and state in ('NEW', 'HELD')
			""";

	private static final String KEEP = """
			update durable_inbox
			   set state = ?,
			       data = ?,
			       write_id = ?
			 where id = ?
			   and state in ('NEW', 'HELD')
			""";

	private static final String ANSWER = """
			update durable_inbox
			   set state = 'ANSWERED',
			       data = ?,
			       write_id = ?
			 where chain = ?
			   and letter_key = ?
			   and state = 'ACCEPTED'
			""";

	private static final String END_UPDATES = """
			update durable_inbox
			   set state = 'ANSWERED',
			       data = ?
			 where chain = any(?)
			   and state = 'ACCEPTED'
			""";

	private static final String FIND_CHILDREN = """
			select first_run_id, parent_chain, close_policy
			  from durable_workflow
			 where parent_chain = any(?)
			   and parent_chain is not null
			   and open_key is not null
			 order by run_id
			""";

	private static final String TAKE_UP = """
			update durable_inbox
			   set state = 'NEW'
			 where chain = any(?)
			   and state = 'HELD'
			""";

	private static final String FIND_UNREAD = """
			select chain, run_id
			  from durable_inbox
			 where chain = any(?)
			   and state in ('NEW', 'HELD')
			""";

	private final Batch batch;

	BatchLetters(Batch batch) {
		this.batch = batch;
	}

	void write() throws SQLException {
		take();
		List<NewLetter> letters = new ArrayList<>();
		this.batch.changes().forEach((change) -> letters.addAll(change.letters()));
		LetterWriter writer = new LetterWriter(this.batch.dialect(), this.batch.sql());
		letters.addAll(outgoing(writer));
		letters.addAll(lastWords());
		if (!letters.isEmpty()) {
			writer.insert(this.batch.connection(), letters, this.batch.writeId());
		}
	}

	private void take() throws SQLException {
		UUID writeId = this.batch.writeId();
		BatchRows consumed = this.batch.rows(CONSUME);
		BatchRows kept = this.batch.rows(KEEP);
		BatchRows unreadable = this.batch.rows(PUT_ASIDE);
		BatchRows answers = this.batch.rows(ANSWER);
		for (int index = 0; index < this.batch.changes().size(); index++) {
			RunChange change = this.batch.changes().get(index);
			for (Long id : change.consumed()) {
				consumed.need(index, id);
			}
			for (KeptLetter letter : change.kept()) {
				kept.need(index, letter.state().name(), letter.data(), writeId, letter.id());
			}
			for (Long id : change.unreadable()) {
				unreadable.need(index, writeId, id);
			}
			for (Answer answer : change.answers()) {
				answers.add(answer.data(), writeId, answer.chain(), answer.key());
			}
		}
		consumed.run();
		kept.run();
		unreadable.run();
		answers.run();
		List<UUID> ended = this.batch.chainsClosing(RunUpdate.Closed::endsUpdates);
		if (!ended.isEmpty()) {
			this.batch.update(END_UPDATES, new byte[0], SqlText.uuids(this.batch.connection(), ended));
		}
	}

	/*
	 * Whom they are for is known now that all runs have been updated and started.
	 */
	private List<NewLetter> outgoing(LetterWriter writer) throws SQLException {
		List<OutgoingLetter> sent = this.batch.changes()
			.stream()
			.flatMap((change) -> change.outgoing().stream())
			.toList();
		if (sent.isEmpty()) {
			return List.of();
		}
		Map<String, Addressee> open = writer.open(this.batch.connection(),
				sent.stream().map(OutgoingLetter::workflowId).distinct().toList());
		List<NewLetter> letters = new ArrayList<>();
		sent.forEach((letter) -> LetterWriter.addressee(open, letter)
			.ifPresent((to) -> letters.add(LetterWriter.addressed(letter, to))));
		return letters;
	}

	private List<NewLetter> lastWords() throws SQLException {
		Map<UUID, LastWords> words = new HashMap<>();
		this.batch.closing().forEach((change) -> {
			if (change.update() instanceof RunUpdate.Closed closed && closed.lastWords() != null) {
				words.put(change.chain(), closed.lastWords());
			}
		});
		if (words.isEmpty()) {
			return List.of();
		}
		List<NewLetter> letters = new ArrayList<>();
		SqlText.query(this.batch.connection(), (row) -> {
			NewLetter letter = lastWord(row, words);
			return letter != null && letters.add(letter);
		}, this.batch.sql().of(FIND_CHILDREN), SqlText.uuids(this.batch.connection(), words.keySet()));
		return letters;
	}

	private static @Nullable NewLetter lastWord(ResultSet child, Map<UUID, LastWords> words) throws SQLException {
		UUID chain = SqlText.uuid(child);
		LastWords said = words.get(child.getObject(2, UUID.class));
		String policy = child.getString(3);
		if (said == null || policy == null) {
			return null;
		}
		return switch (ParentClosePolicy.valueOf(policy)) {
			case TERMINATE -> new NewLetter(chain, null, LetterKind.TERMINATE, "", said.terminate(), null);
			case REQUEST_CANCEL -> new NewLetter(chain, null, LetterKind.CANCEL, "", said.cancel(), null);
			case ABANDON -> null;
		};
	}

	/**
	 * Make the letters new again that were put aside for runs that can take them now. Who
	 * puts letters aside locks the row of the run first; it was updated here before, so
	 * whatever was put aside is seen now, and nothing is from now on.
	 */
	void takeUp() throws SQLException {
		List<UUID> chains = this.batch.changes()
			.stream()
			.filter((change) -> (change.update() instanceof RunUpdate.Closed closed && !closed.awaitsInbox())
					|| change.update() instanceof RunUpdate.Healed || change.update() instanceof RunUpdate.Parked
					|| change.update() instanceof RunUpdate.Resumed)
			.map(RunChange::chain)
			.toList();
		if (!chains.isEmpty()) {
			this.batch.update(TAKE_UP, SqlText.uuids(this.batch.connection(), chains));
		}
	}

	/**
	 * Refuse to close runs that await their inbox and have unread letters.
	 */
	void refuseUnread() throws SQLException {
		List<UUID> chains = this.batch.chainsClosing(RunUpdate.Closed::awaitsInbox);
		if (chains.isEmpty()) {
			return;
		}
		List<Unread> unread = SqlText.query(this.batch.connection(),
				(row) -> new Unread(SqlText.uuid(row), row.getObject(2, UUID.class)), this.batch.sql().of(FIND_UNREAD),
				SqlText.uuids(this.batch.connection(), chains));
		for (int index = 0; index < this.batch.changes().size(); index++) {
			RunChange change = this.batch.changes().get(index);
			if (change.update() instanceof RunUpdate.Closed closed && closed.awaitsInbox()
					&& unread.stream().anyMatch((letter) -> letter.isFor(change))) {
				this.batch.refuse(index, Refusal.LETTERS_UNREAD);
			}
		}
	}

	/**
	 * Whom an unread letter is for.
	 *
	 * @param chain the chain
	 * @param runId the run or null
	 */
	private record Unread(UUID chain, @Nullable UUID runId) {

		boolean isFor(RunChange change) {
			return this.chain.equals(change.chain()) && (this.runId == null || this.runId.equals(change.runId()));
		}

	}

}
