package dev.durable.node;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import dev.durable.client.PendingActivity;
import dev.durable.client.StuckReason;
import dev.durable.client.WorkflowDescription;
import dev.durable.client.WorkflowStatus;
import dev.durable.history.Command;
import dev.durable.history.ConcurrencyLimit;
import dev.durable.history.ParentRun;
import dev.durable.history.Payload;
import dev.durable.history.PayloadConverter;
import dev.durable.history.Recorded;
import dev.durable.history.StartDetails;
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

	static Description of(RunRow row, OpenItems open, List<ActivityRow> rows, Notes notes) {
		List<PendingActivity> pending = row.status().isClosed() ? List.of()
				: open.activities().stream().map((scheduled) -> pending(scheduled, rows)).toList();
		return new Description(row, pending, open.failure(), notes);
	}

	private static PendingActivity pending(Recorded scheduled, List<ActivityRow> rows) {
		ActivityRow row = rows.stream().filter((each) -> each.activityId() == scheduled.seq()).findFirst().orElse(null);
		int attempt = (row != null) ? Math.max(row.attempt(), 1) : 1;
		Instant next = (row != null && !row.begun() && !row.later()) ? row.dueAt() : null;
		String lastFailure = (row != null) ? row.lastFailure() : null;
		String name = (scheduled.event() instanceof Command.ActivityScheduled command) ? command.activity() : "";
		return new Pending(Long.toString(scheduled.seq()), name, attempt, scheduled.recordedAt(),
				Optional.ofNullable(next), Optional.ofNullable(lastFailure));
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

	@Override
	public Optional<String> concurrencyKey() {
		return Optional.ofNullable(this.row.limit()).map(ConcurrencyLimit::key);
	}

	@Override
	public boolean isWaitingForPlace() {
		return this.row.waiting();
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
	 */
	private record Pending(String activityId, String type, int attempt, Instant scheduledAt,
			Optional<Instant> nextAttemptAt, Optional<String> lastFailure) implements PendingActivity {

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
