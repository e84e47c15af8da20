package dev.durable.jpa;

import java.time.Instant;
import java.util.UUID;

import dev.durable.store.Letter;
import dev.durable.store.LetterKind;
import dev.durable.store.LetterState;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/**
 * A letter. The database gives the id, in statements of the dialects, so here it is only
 * read.
 */
@Entity
@Table(name = "durable_inbox")
class LetterEntity {

	@Id
	@Column(name = "id")
	private long id;

	@Column(name = "chain")
	private UUID chain;

	@Column(name = "run_id")
	private @Nullable UUID runId;

	@Enumerated(EnumType.STRING)
	@Column(name = "kind")
	private LetterKind kind;

	@Column(name = "name")
	private String name;

	@Column(name = "data")
	private byte[] data;

	@Column(name = "letter_key")
	private @Nullable String key;

	@Enumerated(EnumType.STRING)
	@Column(name = "state")
	private LetterState state;

	@Column(name = "sent_at")
	private Instant sentAt;

	@Column(name = "write_id")
	private @Nullable UUID writeId;

	@SuppressWarnings("NullAway.Init")
	protected LetterEntity() {
	}

	Letter toRow() {
		return new Letter(this.id, this.chain, this.runId, this.kind, this.name, this.data, this.key, this.state,
				this.sentAt);
	}

}
