package dev.durable.node;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.durable.ParentClosePolicy;
import dev.durable.client.WorkflowIdReusePolicy;
import dev.durable.engine.RunIdentity;
import dev.durable.history.EventCodec;
import dev.durable.history.Incoming;
import dev.durable.history.Payload;
import dev.durable.history.Recorded;
import dev.durable.history.StartDetails;
import dev.durable.store.AttributeRow;
import dev.durable.store.NewRun;
import dev.durable.store.RunStart;
import org.jspecify.annotations.Nullable;

/**
 * A run that is going to be started. Its first event has the time at which its code may
 * begin, so that a delay is over for the code as well.
 *
 * @param identity which run it is
 * @param event its first event
 * @param startAt before when no code may move, or null for at once
 */
record RunPlan(RunIdentity identity, Incoming.WorkflowStarted event, @Nullable Instant startAt) {

	/**
	 * Plan the first run of a chain; the time of the chain begins with its code.
	 */
	static RunPlan first(String workflowId, UUID runId, Incoming.WorkflowStarted event, Instant now, Duration delay) {
		Instant startAt = (delay.isZero() || delay.isNegative()) ? null : Times.plus(now, delay);
		StartDetails details = event.details().begunAt((startAt != null) ? startAt : now);
		return new RunPlan(new RunIdentity(workflowId, runId, runId, now), with(event, details), startAt);
	}

	/**
	 * Plan a further run of a chain.
	 */
	static RunPlan next(RunIdentity previous, UUID runId, Incoming.WorkflowStarted event, Instant now,
			@Nullable Instant startAt) {
		return new RunPlan(new RunIdentity(previous.workflowId(), runId, previous.firstRunId(), now), event, startAt);
	}

	static Incoming.WorkflowStarted with(Incoming.WorkflowStarted event, StartDetails details) {
		return new Incoming.WorkflowStarted(event.grammar(), event.seed(), event.type(), event.arguments(), details);
	}

	/**
	 * Tell whether a node may own the run from the beginning: its code may move at once.
	 */
	boolean isToOwn() {
		return this.startAt == null && details().admission().limit() == null;
	}

	Instant begin() {
		return (this.startAt != null) ? this.startAt : this.identity.startedAt();
	}

	StartDetails details() {
		return this.event.details();
	}

	Recorded firstEvent() {
		return new Recorded(1, begin(), this.event);
	}

	NewRun row(String buildId, @Nullable ParentClosePolicy closePolicy, WorkflowIdReusePolicy reusePolicy) {
		return row(buildId, closePolicy, reusePolicy, attributes(details().memo(), details().attributes()));
	}

	NewRun row(String buildId, @Nullable ParentClosePolicy closePolicy, WorkflowIdReusePolicy reusePolicy,
			List<AttributeRow> attributes) {
		StartDetails details = details();
		return new NewRun(this.identity.runId(), this.identity.workflowId(), this.identity.firstRunId(),
				this.event.type(), details.queue(), buildId, this.identity.startedAt(), this.startAt,
				details.timeoutAt(begin()), (details.parent() != null) ? details.parent().chain() : null, closePolicy,
				reusePolicy, attributes, details.admission().limit());
	}

	/**
	 * Return the start of a further run of a chain, whose id its predecessor hands on.
	 */
	RunStart start(String buildId, EventCodec codec, boolean owned) {
		return new RunStart(row(buildId, null, WorkflowIdReusePolicy.ALLOW_DUPLICATE),
				List.of(Unit.row(firstEvent(), codec)), owned, false);
	}

	static List<AttributeRow> attributes(Map<String, Payload> memo, Map<String, Payload> attributes) {
		List<AttributeRow> rows = new ArrayList<>();
		memo.forEach((name, value) -> rows.add(attribute(name, true, value)));
		attributes.forEach((name, value) -> rows.add(attribute(name, false, value)));
		return rows;
	}

	static AttributeRow attribute(String name, boolean memo, @Nullable Payload value) {
		return new AttributeRow(name, memo, (value != null) ? new String(value.json(), StandardCharsets.UTF_8) : null);
	}

}
