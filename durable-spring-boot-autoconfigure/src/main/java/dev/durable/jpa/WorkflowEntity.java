package dev.durable.jpa;

import java.time.Instant;
import java.util.UUID;

import dev.durable.client.StuckReason;
import dev.durable.client.WorkflowStatus;
import dev.durable.history.ConcurrencyLimit;
import dev.durable.store.RunRow;
import dev.durable.store.StoreLimits;
import dev.durable.store.StuckMark;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/**
 * A run. Its payloads are in its history.
 */
@Entity
@Table(name = "durable_workflow")
class WorkflowEntity {

	@Id
	@Column(name = "run_id")
	private UUID runId;

	@Column(name = "workflow_id")
	private String workflowId;

	@Column(name = "first_run_id")
	private UUID firstRunId;

	/** The workflow id while the run is open, else null: unique. */
	@Column(name = "open_key")
	private @Nullable String openKey;

	@Column(name = "type")
	private String type;

	@Column(name = "queue")
	private String queue;

	@Enumerated(EnumType.STRING)
	@Column(name = "status")
	private WorkflowStatus status;

	@Enumerated(EnumType.STRING)
	@Column(name = "stuck_reason")
	private @Nullable StuckReason stuckReason;

	@Column(name = "stuck_message", length = StoreLimits.MESSAGE_MAX)
	private @Nullable String stuckMessage;

	@Column(name = "stuck_build")
	private @Nullable String stuckBuild;

	@Column(name = "stuck_tries")
	private int stuckTries;

	@Column(name = "owner")
	private @Nullable Long owner;

	@Column(name = "wake_at")
	private @Nullable Instant wakeAt;

	@Column(name = "start_at")
	private @Nullable Instant startAt;

	@Column(name = "timeout_at")
	private @Nullable Instant timeoutAt;

	@Column(name = "parent_chain")
	private @Nullable UUID parentChain;

	@Column(name = "build_id")
	private String buildId;

	@Column(name = "started_at")
	private Instant startedAt;

	@Column(name = "closed_at")
	private @Nullable Instant closedAt;

	@Column(name = "write_id")
	private @Nullable UUID writeId;

	@Column(name = "concurrency_key")
	private @Nullable String concurrencyKey;

	@Column(name = "concurrency")
	private @Nullable Integer concurrency;

	@Column(name = "awaits_place")
	private boolean awaitsPlace;

	@SuppressWarnings("NullAway.Init")
	protected WorkflowEntity() {
	}

	RunRow toRow() {
		StuckMark stuck = null;
		if (this.stuckReason != null) {
			stuck = new StuckMark(this.stuckReason, (this.stuckMessage != null) ? this.stuckMessage : "",
					(this.stuckBuild != null) ? this.stuckBuild : "", this.stuckTries);
		}
		ConcurrencyLimit limit = (this.concurrencyKey != null && this.concurrency != null)
				? new ConcurrencyLimit(this.concurrencyKey, this.concurrency) : null;
		return new RunRow(this.runId, this.workflowId, this.firstRunId, this.type, this.queue, this.status, stuck,
				this.owner, this.wakeAt, this.startAt, this.timeoutAt, this.parentChain, this.buildId, this.startedAt,
				this.closedAt, limit, this.awaitsPlace && this.openKey != null);
	}

}
