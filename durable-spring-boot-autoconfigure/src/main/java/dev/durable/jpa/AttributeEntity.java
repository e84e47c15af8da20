package dev.durable.jpa;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.durable.store.AttributeRow;
import dev.durable.store.StoreLimits;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/**
 * An attribute of a run, or a part of its memo.
 */
@Entity
@Table(name = "durable_attribute")
class AttributeEntity {

	@EmbeddedId
	private Key key;

	@Column(name = "json", length = StoreLimits.JSON_MAX)
	private String json;

	@Column(name = "write_id")
	private @Nullable UUID writeId;

	@SuppressWarnings("NullAway.Init")
	protected AttributeEntity() {
	}

	AttributeEntity(Key key, String json, @Nullable UUID writeId) {
		this.key = key;
		this.json = json;
		this.writeId = writeId;
	}

	Key key() {
		return this.key;
	}

	AttributeRow toRow() {
		return new AttributeRow(this.key.name(), this.key.memo(), this.json);
	}

	/**
	 * Collect attributes: the last one given for a name counts.
	 * @param last where to collect them
	 * @param runId the run
	 * @param rows its attributes
	 */
	static void put(Map<Key, AttributeRow> last, UUID runId, List<AttributeRow> rows) {
		rows.forEach((row) -> last.put(Key.of(runId, row), row));
	}

	/**
	 * Which value of which run.
	 *
	 * @param runId the run
	 * @param memo whether it is a part of the memo
	 * @param name its name
	 */
	@Embeddable
	record Key(@Column(name = "run_id") UUID runId, @Column(name = "memo") boolean memo,
			@Column(name = "name") String name) {

		static Key of(UUID runId, AttributeRow row) {
			return new Key(runId, row.memo(), row.name());
		}

	}

}
