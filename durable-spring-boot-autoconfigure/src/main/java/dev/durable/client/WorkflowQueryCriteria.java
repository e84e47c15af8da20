package dev.durable.client;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The conditions of a {@link WorkflowQuery}.
 */
record WorkflowQueryCriteria(Optional<String> typeName, Optional<WorkflowStatus> status, Map<String, Object> attributes,
		Optional<Instant> startedAfter, Optional<Instant> startedBefore, Optional<String> idPrefix, boolean isStuck,
		int limit, Optional<String> cursor) implements WorkflowQuery {

	static final WorkflowQuery ALL = new WorkflowQueryCriteria(Optional.empty(), Optional.empty(), Map.of(),
			Optional.empty(), Optional.empty(), Optional.empty(), false, 50, Optional.empty());

	private static final int LIMIT_MAX = 200;

	@Override
	public WorkflowQuery type(Class<?> type) {
		return type(Names.workflowType(type));
	}

	@Override
	public WorkflowQuery type(String name) {
		return new WorkflowQueryCriteria(Optional.of(Names.requireName("workflow type", name)), this.status,
				this.attributes, this.startedAfter, this.startedBefore, this.idPrefix, this.isStuck, this.limit,
				this.cursor);
	}

	@Override
	public WorkflowQuery status(WorkflowStatus status) {
		return new WorkflowQueryCriteria(this.typeName, Optional.of(status), this.attributes, this.startedAfter,
				this.startedBefore, this.idPrefix, this.isStuck, this.limit, this.cursor);
	}

	@Override
	public WorkflowQuery attribute(String name, Object value) {
		Map<String, Object> all = new LinkedHashMap<>(this.attributes);
		all.put(Names.requireName("attribute name", name), Objects.requireNonNull(value, "value"));
		return new WorkflowQueryCriteria(this.typeName, this.status, Collections.unmodifiableMap(all),
				this.startedAfter, this.startedBefore, this.idPrefix, this.isStuck, this.limit, this.cursor);
	}

	@Override
	public WorkflowQuery startedAfter(Instant time) {
		return new WorkflowQueryCriteria(this.typeName, this.status, this.attributes, Optional.of(time),
				this.startedBefore, this.idPrefix, this.isStuck, this.limit, this.cursor);
	}

	@Override
	public WorkflowQuery startedBefore(Instant time) {
		return new WorkflowQueryCriteria(this.typeName, this.status, this.attributes, this.startedAfter,
				Optional.of(time), this.idPrefix, this.isStuck, this.limit, this.cursor);
	}

	@Override
	public WorkflowQuery idPrefix(String prefix) {
		return new WorkflowQueryCriteria(this.typeName, this.status, this.attributes, this.startedAfter,
				this.startedBefore, Optional.of(Names.requireId("id prefix", prefix)), this.isStuck, this.limit,
				this.cursor);
	}

	@Override
	public WorkflowQuery stuck() {
		return new WorkflowQueryCriteria(this.typeName, this.status, this.attributes, this.startedAfter,
				this.startedBefore, this.idPrefix, true, this.limit, this.cursor);
	}

	@Override
	public WorkflowQuery limit(int limit) {
		if (limit < 1 || limit > LIMIT_MAX) {
			throw new IllegalArgumentException("The limit of a workflow query is " + limit + ": use 1 to " + LIMIT_MAX
					+ ", and after(cursor) for the next page");
		}
		return new WorkflowQueryCriteria(this.typeName, this.status, this.attributes, this.startedAfter,
				this.startedBefore, this.idPrefix, this.isStuck, limit, this.cursor);
	}

	@Override
	public WorkflowQuery after(String cursor) {
		return new WorkflowQueryCriteria(this.typeName, this.status, this.attributes, this.startedAfter,
				this.startedBefore, this.idPrefix, this.isStuck, this.limit,
				Optional.of(Names.requireId("cursor", cursor)));
	}

}
