package dev.durable.node;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import dev.durable.CancellationType;
import dev.durable.client.PendingActivity;
import dev.durable.client.StuckReason;
import dev.durable.client.WorkflowDescription;
import dev.durable.client.WorkflowStatus;
import dev.durable.history.Command;
import dev.durable.history.Incoming;
import dev.durable.history.ParentRun;
import dev.durable.history.Payload;
import dev.durable.history.PayloadConverter;
import dev.durable.history.Recorded;
import dev.durable.history.StartDetails;
import dev.durable.history.Terminal;
import dev.durable.store.ActivityRow;
import dev.durable.store.AttributeRow;
import dev.durable.store.RunRow;
import dev.durable.store.StuckMark;
import org.jspecify.annotations.Nullable;

/**
 * What a run looks like to an operator.
 *
 * @param row the row of the run
 * @param pendingActivities the activities without a result
 * @param failureText how it failed, or null
 * @param notes what is known of it besides
 */
record Description(RunRow row, List<PendingActivity> pendingActivities, @Nullable String failureText,
		Notes notes) implements WorkflowDescription {

	static Description of(RunRow row, Notes notes) {
		return new Description(row, List.of(), null, notes);
	}

	static Description of(RunRow row, List<Recorded> history, List<ActivityRow> rows, Notes notes) {
		Map<Long, PendingActivity> open = new LinkedHashMap<>();
		String failure = null;
		for (Recorded recorded : history) {
			if (recorded.event() instanceof Command.ActivityScheduled scheduled) {
				open.put(recorded.seq(), pending(recorded, scheduled, rows));
			}
			else if (recorded.event() instanceof Incoming.ActivityCompleted completed) {
				open.remove(completed.activityId());
			}
			else if (recorded.event() instanceof Incoming.ActivityFailed failed) {
				open.remove(failed.activityId());
			}
			else if (recorded.event() instanceof Command.ActivityCancelRequested cancel
					&& open.get(cancel.activityId()) instanceof Pending pending && !pending.awaited()) {
				open.remove(cancel.activityId());
			}
			else if (recorded.event() instanceof Terminal.WorkflowFailed failed) {
				failure = failed.failure().summary();
			}
			else if (recorded.event() instanceof Terminal.WorkflowTimedOut timedOut) {
				failure = "TIMEOUT: " + timedOut.timeout();
			}
			else if (recorded.event() instanceof Terminal.WorkflowTerminated terminated) {
				failure = "TERMINATED: " + terminated.reason();
			}
		}
		boolean closed = row.status().isClosed();
		return new Description(row, closed ? List.of() : new ArrayList<>(open.values()), failure, notes);
	}

	private static PendingActivity pending(Recorded recorded, Command.ActivityScheduled scheduled,
			List<ActivityRow> rows) {
		ActivityRow row = rows.stream().filter((each) -> each.activityId() == recorded.seq()).findFirst().orElse(null);
		int attempt = (row != null) ? Math.max(row.attempt(), 1) : 1;
		Instant next = (row != null && !row.begun()) ? row.dueAt() : null;
		String lastFailure = (row != null) ? row.lastFailure() : null;
		return new Pending(Long.toString(recorded.seq()), scheduled.activity(), attempt, recorded.recordedAt(),
				Optional.ofNullable(next), Optional.ofNullable(lastFailure),
				scheduled.settings().cancellation() != CancellationType.TRY_CANCEL);
	}

	@Override
	public String workflowId() {
		return this.row.workflowId();
	}

	@Override
	public String runId() {
		return this.row.runId().toString();
	}

	@Override
	public String type() {
		return this.row.type();
	}

	@Override
	public WorkflowStatus status() {
		return this.row.status();
	}

	@Override
	public Optional<StuckReason> stuckReason() {
		return Optional.ofNullable(this.row.stuck()).map(StuckMark::reason);
	}

	@Override
	public Optional<String> stuckMessage() {
		return Optional.ofNullable(this.row.stuck()).map(StuckMark::message);
	}

	@Override
	public Optional<String> failure() {
		return Optional.ofNullable(this.failureText);
	}

	@Override
	public Instant startedAt() {
		return this.row.startedAt();
	}

	@Override
	public Optional<Instant> closedAt() {
		return Optional.ofNullable(this.row.closedAt());
	}

	@Override
	public Map<String, Object> memo() {
		return this.notes.values(true);
	}

	@Override
	public Map<String, Object> attributes() {
		return this.notes.values(false);
	}

	@Override
	public String firstRunId() {
		return this.row.firstRunId().toString();
	}

	@Override
	public Optional<String> parentWorkflowId() {
		return Optional.ofNullable(this.notes.details().get().parent()).map(ParentRun::workflowId);
	}

	@Override
	public int attempt() {
		return this.notes.details().get().attempt();
	}

	@Override
	public String queue() {
		return this.row.queue();
	}

	/**
	 * An activity without a result.
	 *
	 * @param activityId its id
	 * @param type its name
	 * @param attempt the number of its attempt
	 * @param scheduledAt when it was called
	 * @param nextAttemptAt when the attempt begins, if it waits
	 * @param lastFailure how the one before has failed
	 * @param awaited whether its answer counts after it was asked to end
	 */
	private record Pending(String activityId, String type, int attempt, Instant scheduledAt,
			Optional<Instant> nextAttemptAt, Optional<String> lastFailure, boolean awaited) implements PendingActivity {

	}

	/**
	 * What is noted on a run, and with what it was started.
	 *
	 * @param rows its attributes and memo
	 * @param converter reads them
	 * @param details returns with what it was started
	 */
	record Notes(List<AttributeRow> rows, PayloadConverter converter, Supplier<StartDetails> details) {

		Map<String, Object> values(boolean memo) {
			Map<String, Object> values = new LinkedHashMap<>();
			for (AttributeRow row : this.rows) {
				String json = row.json();
				Object value = (row.memo() == memo && json != null)
						? this.converter.read(new Payload(json.getBytes(StandardCharsets.UTF_8)), Object.class) : null;
				if (value != null) {
					values.put(row.name(), value);
				}
			}
			return Collections.unmodifiableMap(values);
		}

	}

}
