package dev.durable.jpa;

import java.time.Instant;
import java.util.UUID;

import dev.durable.store.ActivityRow;
import dev.durable.store.StoreLimits;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/**
 * An activity that waits for an attempt, runs a later one than the first, has been heard
 * of, or is completed by somebody else.
 */
@Entity
@Table(name = "durable_activity")
class ActivityEntity {

	@EmbeddedId
	private Key key;

	@Column(name = "attempt")
	private int attempt;

	@Column(name = "due_at")
	private Instant dueAt;

	@Column(name = "begun")
	private boolean begun;

	@Column(name = "last_failure", length = StoreLimits.MESSAGE_MAX)
	private @Nullable String lastFailure;

	@Column(name = "details")
	private byte @Nullable [] details;

	@Column(name = "later")
	private boolean later;

	@Column(name = "write_id")
	private @Nullable UUID writeId;

	@SuppressWarnings("NullAway.Init")
	protected ActivityEntity() {
	}

	ActivityEntity(UUID runId, ActivityRow row, UUID writeId) {
		this.key = new Key(runId, row.activityId());
		this.attempt = row.attempt();
		this.dueAt = StoreLimits.time(row.dueAt());
		this.begun = row.begun();
		this.lastFailure = (row.lastFailure() != null) ? StoreLimits.message(row.lastFailure()) : null;
		this.details = row.details();
		this.later = row.later();
		this.writeId = writeId;
	}

	ActivityRow toRow() {
		return new ActivityRow(this.key.activityId(), this.attempt, this.dueAt, this.begun, this.lastFailure,
				this.details, this.later);
	}

	/**
	 * Which activity of which run.
	 *
	 * @param runId the run
	 * @param activityId the position of its scheduling event
	 */
	@Embeddable
	record Key(@Column(name = "run_id") UUID runId, @Column(name = "activity_id") long activityId) {

	}

}
