package dev.durable.jpa;

import java.time.Instant;
import java.util.UUID;

import dev.durable.store.EventRow;
import dev.durable.store.StoreLimits;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/**
 * An event. Only ever inserted: a key that is there already tells that somebody else
 * wrote.
 */
@Entity
@Table(name = "durable_history")
class HistoryEntity {

	@EmbeddedId
	private Key key;

	@Column(name = "kind")
	private String kind;

	@Column(name = "recorded_at")
	private Instant recordedAt;

	@Column(name = "data")
	private byte[] data;

	@Column(name = "write_id")
	private @Nullable UUID writeId;

	@SuppressWarnings("NullAway.Init")
	protected HistoryEntity() {
	}

	HistoryEntity(UUID runId, EventRow event, @Nullable UUID writeId) {
		this.key = new Key(runId, event.seq());
		this.kind = event.kind();
		this.recordedAt = StoreLimits.time(event.at());
		this.data = event.data();
		this.writeId = writeId;
	}

	Key key() {
		return this.key;
	}

	EventRow toRow() {
		return new EventRow(this.key.seq(), this.kind, this.recordedAt, this.data);
	}

	/**
	 * Where an event stands.
	 *
	 * @param runId the run
	 * @param seq the position
	 */
	@Embeddable
	record Key(@Column(name = "run_id") UUID runId, @Column(name = "seq") long seq) {

	}

}
