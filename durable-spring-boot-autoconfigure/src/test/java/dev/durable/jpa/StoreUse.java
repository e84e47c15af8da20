package dev.durable.jpa;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import javax.sql.DataSource;

import dev.durable.history.ConcurrencyLimit;
import dev.durable.store.Addressee;
import dev.durable.store.ClaimFilter;
import dev.durable.store.EventRow;
import dev.durable.store.Fence;
import dev.durable.store.LetterKind;
import dev.durable.store.NewRun;
import dev.durable.store.NodeRegistration;
import dev.durable.store.OutgoingLetter;
import dev.durable.store.RunChange;
import dev.durable.store.RunStart;
import dev.durable.store.SentLetter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Uses a store a little, from the beginning of a node to its end: enough to read, insert,
 * update and delete in each table.
 */
final class StoreUse {

	private StoreUse() {
	}

	/** Leaves one run. */
	static void check(DataSource dataSource, String schema) {
		try (var factory = TestDatabase.factory(dataSource, schema)) {
			JpaStore store = DurablePersistence.store(factory, dataSource, dataSource, schema);
			long node = store.join(new NodeRegistration("n", "b", Set.of("T"), 1), Duration.ofMinutes(1)).nodeId();
			UUID id = UUID.randomUUID();
			NewRun run = new NewRun(id, "id", id, "T", "b", Instant.EPOCH).limited(new ConcurrencyLimit("key", 1));
			EventRow event = new EventRow(1, "K", Instant.EPOCH, new byte[0]);
			store.start(new RunStart(run, List.of(event), false, false), List.of());
			assertThat(store.claim(new Fence(node, 0), new ClaimFilter(Set.of("T"), "b", 1))).containsExactly(id);
			OutgoingLetter letter = new OutgoingLetter("id", null, LetterKind.SIGNAL, "s", new byte[0], null);
			assertThat(store.send(letter).map(SentLetter::to)).contains(new Addressee(id, id));
			RunChange change = RunChange.of(id, id).consume(store.letters(id).get(0).id()).build();
			assertThat(store.commit(new Fence(node, 0), UUID.randomUUID(), List.of(change)).isCommitted()).isTrue();
			store.leave(node);
			store.release(node);
		}
	}

}
