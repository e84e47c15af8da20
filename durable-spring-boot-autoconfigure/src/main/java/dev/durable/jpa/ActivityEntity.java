package dev.durable.jpa;

import java.time.Instant;
import java.util.UUID;

import dev.durable.history.Precedence;
import dev.durable.store.ActivityRow;
import dev.durable.store.AttemptRef;
import dev.durable.store.Routing;
import dev.durable.store.RoutingState;
import dev.durable.store.StoreLimits;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/**
 * An activity that waits for an attempt, runs a later one than the first, has been heard
 * of, is completed by somebody else, or is for the nodes of a queue.
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

	@Column(name = "queue")
	private @Nullable String queue;

	@Column(name = "activity")
	private @Nullable String activity;

	@Enumerated(EnumType.STRING)
	@Column(name = "routing", length = 32)
	private @Nullable RoutingState routing;

	@Column(name = "owner")
	private @Nullable Long owner;

	@Column(name = "priority")
	private int priority = Precedence.NONE.ranked().priority();

	@Column(name = "fairness_key")
	private @Nullable String fairnessKey;

	@Column(name = "cancel_requested")
	private boolean cancelRequested;

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
		Routing offered = row.routing();
		if (offered != null) {
			this.queue = offered.queue();
			this.activity = offered.activity();
			this.routing = offered.state();
			this.owner = offered.owner();
			this.priority = offered.precedence().priority();
			this.fairnessKey = offered.precedence().fairnessKey();
		}
		this.writeId = writeId;
	}

	AttemptRef ref() {
		return new AttemptRef(this.key.runId(), this.key.activityId(), this.attempt);
	}

	ActivityRow toRow() {
		return new ActivityRow(this.key.activityId(), this.attempt, this.dueAt, this.begun, this.lastFailure,
				this.details, this.later, toRouting());
	}

	private @Nullable Routing toRouting() {
		if (this.queue == null || this.activity == null || this.routing == null) {
			return null;
		}
		return new Routing(this.queue, this.activity, this.routing, this.owner,
				new Precedence(this.priority, this.fairnessKey));
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
