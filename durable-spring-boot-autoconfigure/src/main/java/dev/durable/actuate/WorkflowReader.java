package dev.durable.actuate;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

import dev.durable.client.PendingActivity;
import dev.durable.client.WorkflowDescription;
import dev.durable.client.WorkflowNotFound;
import dev.durable.client.WorkflowQuery;
import dev.durable.client.WorkflowStatus;
import dev.durable.engine.BranchStack;
import dev.durable.engine.HeldThread;
import dev.durable.node.ExportedHistory;
import dev.durable.node.HistoryPage;
import dev.durable.node.Inspection;
import dev.durable.node.Node;
import dev.durable.node.RunDetails;
import dev.durable.node.RunStack;
import dev.durable.store.Letter;
import dev.durable.store.LetterKind;
import dev.durable.store.LetterState;
import dev.durable.store.RunRow;
import org.jspecify.annotations.Nullable;

/**
 * Reads what operators look at.
 */
final class WorkflowReader {

	private static final int EVENTS_DEFAULT = 100;

	private static final int EVENTS_MAX = 200;

	private final Supplier<@Nullable Node> node;

	WorkflowReader(Supplier<@Nullable Node> node) {
		this.node = node;
	}

	Node node() {
		Node current = this.node.get();
		if (current == null) {
			throw new NotReadyException("This node has not started yet. Ask again in a moment");
		}
		return current;
	}

	Inspection inspection() {
		return node().inspection();
	}

	ListRequest request() {
		return new ListRequest(inspection().converter());
	}

	WorkflowsDescriptor list(WorkflowQuery query, Values values) {
		List<WorkflowDescription> page = inspection().list(query);
		Map<WorkflowStatus, Long> counts = new EnumMap<>(WorkflowStatus.class);
		for (WorkflowStatus status : WorkflowStatus.values()) {
			counts.put(status, 0L);
		}
		counts.putAll(inspection().countByStatus());
		String next = (page.size() == query.limit()) ? page.get(page.size() - 1).runId() : null;
		return new WorkflowsDescriptor(page.stream().map((run) -> summary(run, values)).toList(), counts, next);
	}

	private static WorkflowsDescriptor.Summary summary(WorkflowDescription run, Values values) {
		return new WorkflowsDescriptor.Summary(run.workflowId(), run.runId(), run.type(), run.status(),
				run.stuckReason().orElse(null), run.queue(), run.startedAt(), run.closedAt().orElse(null),
				values.of(run.attributes(), (value) -> value));
	}

	/**
	 * Find the run that is meant.
	 * @param id a workflow id, or a run id where no workflow has it
	 * @param runId one run of the workflow, or null for the open or else the latest one
	 */
	RunRow find(String id, @Nullable String runId) {
		String checked = Parameters.id("id", id);
		UUID run = (runId != null) ? Parameters.runId("run", runId) : null;
		return ((run != null) ? inspection().find(run).filter((row) -> row.workflowId().equals(checked))
				: inspection().find(checked))
			.orElseThrow(() -> (run != null)
					? new WorkflowNotFound(checked, "Workflow '" + checked + "' has no run '" + run + "'")
					: WorkflowNotFound.none(checked));
	}

	WorkflowDescriptor describe(RunRow found, Values values) {
		RunDetails details = inspection().details(found.runId());
		RunRow row = details.row();
		WorkflowDescription description = details.description();
		return new WorkflowDescriptor(row.workflowId(), row.runId().toString(), row.type(), row.status(), stuck(row),
				description.failure().orElse(null), row.queue(), concurrency(row), description.attempt(), row.owner(),
				row.buildId(),
				new WorkflowDescriptor.Times(row.startedAt(), row.closedAt(), row.startAt(), row.wakeAt(),
						row.timeoutAt()),
				details.historyLength(), description.parentWorkflowId().orElse(null), chain(details),
				values.of(description.attributes(), (value) -> value), values.of(description.memo(), (value) -> value),
				firsts(description.pendingActivities()).stream().map(WorkflowReader::activity).toList(),
				firsts(details.timers()).stream().map(WorkflowReader::timer).toList(),
				firsts(details.children()).stream().map(WorkflowReader::child).toList(),
				details.unread().stream().map(WorkflowReader::unread).toList());
	}

	private static <T> List<T> firsts(List<T> all) {
		return (all.size() > Inspection.ITEMS_MAX) ? all.subList(0, Inspection.ITEMS_MAX) : all;
	}

	private static WorkflowDescriptor.@Nullable Stuck stuck(RunRow row) {
		return (row.stuck() != null) ? new WorkflowDescriptor.Stuck(row.stuck().reason(), row.stuck().message(),
				row.stuck().buildId(), row.stuck().tries()) : null;
	}

	private static WorkflowDescriptor.@Nullable Concurrency concurrency(RunRow row) {
		return (row.limit() != null)
				? new WorkflowDescriptor.Concurrency(row.limit().key(), row.limit().max(), row.waiting()) : null;
	}

	private static WorkflowDescriptor.Chain chain(RunDetails details) {
		return new WorkflowDescriptor.Chain(details.row().firstRunId().toString(),
				details.continuedFrom().map(UUID::toString).orElse(null),
				details.chain()
					.stream()
					.map((run) -> new WorkflowDescriptor.Link(run.runId().toString(), run.status(), run.startedAt(),
							run.closedAt()))
					.toList());
	}

	private static WorkflowDescriptor.Activity activity(PendingActivity activity) {
		return new WorkflowDescriptor.Activity(activity.activityId(), activity.type(), activity.attempt(),
				activity.scheduledAt(), activity.nextAttemptAt().orElse(null), activity.lastFailure().orElse(null));
	}

	private static WorkflowDescriptor.Timer timer(RunDetails.Timer timer) {
		return new WorkflowDescriptor.Timer(Long.toString(timer.seq()), timer.startedAt(), timer.due());
	}

	private static WorkflowDescriptor.Child child(RunDetails.Child child) {
		return new WorkflowDescriptor.Child(child.workflowId(), child.type(), child.startedAt());
	}

	private static WorkflowDescriptor.Unread unread(Letter letter) {
		boolean named = letter.kind() == LetterKind.SIGNAL || letter.kind() == LetterKind.UPDATE;
		return new WorkflowDescriptor.Unread(letter.kind().name(), named ? letter.name() : null, letter.sentAt(),
				letter.state() == LetterState.HELD);
	}

	HistoryDescriptor history(RunRow run, @Nullable String after, @Nullable String limit, Values values) {
		long begin = (after != null) ? Parameters.number("after", after, 0, Long.MAX_VALUE) : 0;
		int most = (limit != null) ? (int) Parameters.number("limit", limit, 1, EVENTS_MAX) : EVENTS_DEFAULT;
		HistoryPage page = inspection().history(run.runId(), begin, most);
		EventFields fields = new EventFields(values);
		List<HistoryDescriptor.Entry> events = page.entries()
			.stream()
			.map((entry) -> new HistoryDescriptor.Entry(entry.seq(), entry.kind(), entry.at(),
					(entry.event() != null) ? fields.of(entry.event()) : null))
			.toList();
		Long next = (page.more() && !events.isEmpty()) ? events.get(events.size() - 1).seq() : null;
		return new HistoryDescriptor(run.workflowId(), run.runId().toString(), events, next);
	}

	ExportedHistory export(RunRow run) {
		return inspection().export(run.runId());
	}

	StackDescriptor stack(RunRow run) {
		RunStack stack = inspection().stack(run.runId());
		StackDescriptor.Source source = !stack.held().isEmpty() ? StackDescriptor.Source.THREAD
				: (stack.problem() != null) ? StackDescriptor.Source.NONE : StackDescriptor.Source.REPLAY;
		List<StackDescriptor.Branch> branches = (source == StackDescriptor.Source.THREAD)
				? stack.held().stream().map(WorkflowReader::held).toList()
				: stack.branches().stream().map(WorkflowReader::waiting).toList();
		return new StackDescriptor(run.workflowId(), run.runId().toString(), source, branches, stack.problem());
	}

	private static StackDescriptor.Branch waiting(BranchStack branch) {
		return new StackDescriptor.Branch(branch.name(), branch.waitsFor(), null, frames(branch.frames()));
	}

	private static StackDescriptor.Branch held(HeldThread thread) {
		return new StackDescriptor.Branch(thread.branch(), null, thread.held(), frames(thread.stack()));
	}

	private static List<String> frames(List<StackTraceElement> frames) {
		return frames.stream()
			.map((frame) -> frame.getClassName() + "." + frame.getMethodName() + "(" + frame.getFileName() + ":"
					+ frame.getLineNumber() + ")")
			.toList();
	}

}
