package dev.durable.node;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import dev.durable.client.StuckReason;
import dev.durable.client.WorkflowDescription;
import dev.durable.client.WorkflowNotFound;
import dev.durable.client.WorkflowQuery;
import dev.durable.client.WorkflowStatus;
import dev.durable.engine.HeldThread;
import dev.durable.engine.Run;
import dev.durable.engine.RunIdentity;
import dev.durable.engine.StuckException;
import dev.durable.engine.WorkflowType;
import dev.durable.history.Event;
import dev.durable.history.PayloadConverter;
import dev.durable.history.UnreadableException;
import dev.durable.store.EventRow;
import dev.durable.store.NodeRow;
import dev.durable.store.OpenRuns;
import dev.durable.store.RunRow;
import org.jspecify.annotations.Nullable;

/**
 * Looks at runs and nodes for operators. It writes nothing, and it reads no more at once
 * than its limits say. Runs of other nodes, closed ones and those that are stuck can be
 * looked at as well.
 */
public final class Inspection {

	/**
	 * The largest number of runs of a chain, and of letters, that is read for one run.
	 */
	public static final int ITEMS_MAX = 200;

	private static final int EVENTS_AT_ONCE = 20;

	private static final long BYTES_MAX = 4_000_000;

	private final NodeParts parts;

	private final Descriptions descriptions;

	private final HistoryReplay histories;

	Inspection(NodeParts parts, Descriptions descriptions) {
		this.parts = parts;
		this.descriptions = descriptions;
		this.histories = new HistoryReplay(parts.store(), parts.codec(), parts.environment(), parts.registry());
	}

	/**
	 * Find the run that an id stands for.
	 * @param id a workflow id, of which the open run is meant or else the latest; or the
	 * id of a run, if there is no workflow with it
	 * @return the run
	 */
	public Optional<RunRow> find(String id) {
		return this.parts.store().find(id).or(() -> findRun(id));
	}

	private Optional<RunRow> findRun(String id) {
		try {
			return this.parts.store().run(UUID.fromString(id));
		}
		catch (IllegalArgumentException ex) {
			return Optional.empty();
		}
	}

	/**
	 * Find a run.
	 * @param runId the run
	 * @return the run
	 */
	public Optional<RunRow> find(UUID runId) {
		return this.parts.store().run(runId);
	}

	/**
	 * List runs, the latest started first.
	 * @param query the conditions; the values of attributes are compact JSON texts
	 * @return a page
	 */
	public List<WorkflowDescription> list(WorkflowQuery query) {
		return this.descriptions.listStored(query);
	}

	/**
	 * Count the runs by status.
	 * @return the counts; a status without runs may be missing
	 */
	public Map<WorkflowStatus, Long> countByStatus() {
		return this.parts.store().countByStatus();
	}

	/**
	 * Ask the store for the time, which is the cheapest proof that it answers.
	 * @return the time by its clock
	 */
	public Instant storeTime() {
		return this.parts.store().now();
	}

	/**
	 * Return what reads and writes values of users.
	 * @return the converter of this node
	 */
	public PayloadConverter converter() {
		return this.parts.environment().converter();
	}

	/**
	 * Return the settings of this node.
	 * @return the settings, without any secret
	 */
	public NodeSettings settings() {
		return this.parts.settings();
	}

	/**
	 * Describe a run.
	 * @param runId the run
	 * @return the run as it is now
	 * @throws WorkflowNotFound if there is no such run
	 */
	public RunDetails details(UUID runId) {
		RunRow row = row(runId);
		OpenItems open = OpenItems.of(this.parts.store(), this.parts.codec(), runId);
		boolean closed = row.status().isClosed();
		return new RunDetails(this.descriptions.describe(row, open), row,
				Optional.ofNullable(open.details().continuedFrom()), open.length(),
				this.parts.store().chain(row.workflowId(), row.firstRunId(), ITEMS_MAX),
				closed ? List.of() : open.timers(), closed ? List.of() : open.children(),
				closed ? List.of() : this.parts.store().letters(runId, ITEMS_MAX));
	}

	private RunRow row(UUID runId) {
		return this.parts.store().run(runId).orElseThrow(() -> WorkflowNotFound.none(runId.toString()));
	}

	/**
	 * Read a part of a history. It ends sooner where its events are large.
	 * @param runId the run
	 * @param afterSeq the position after which it begins, 0 for the beginning
	 * @param limit how many events at the most
	 * @return the part, with one event at the least if there is one
	 */
	public HistoryPage history(UUID runId, long afterSeq, int limit) {
		List<HistoryPage.Entry> entries = new ArrayList<>();
		long bytes = 0;
		long last = afterSeq;
		while (entries.size() < limit && bytes < BYTES_MAX) {
			int wanted = Math.min(EVENTS_AT_ONCE, limit - entries.size());
			List<EventRow> rows = this.parts.store().history(runId, last, wanted);
			for (EventRow row : rows) {
				entries.add(new HistoryPage.Entry(row.seq(), row.kind(), row.at(), decode(row)));
				bytes += row.data().length;
				last = row.seq();
			}
			if (rows.size() < wanted) {
				return new HistoryPage(entries, false);
			}
		}
		return new HistoryPage(entries, true);
	}

	private @Nullable Event decode(EventRow row) {
		try {
			return this.parts.codec().decode(row.kind(), row.data());
		}
		catch (UnreadableException ex) {
			return null;
		}
	}

	/**
	 * Return a whole history as it is stored, to be replayed elsewhere.
	 * @param runId the run
	 * @return the history
	 * @throws WorkflowNotFound if there is no such run
	 */
	public ExportedHistory export(UUID runId) {
		return this.histories.export(runId);
	}

	/**
	 * Find out where the code of a run is, by replaying the committed history in an
	 * instance of its own, as queries do. What the code is doing since then is not seen:
	 * but code that holds its thread is shown where it is.
	 * @param runId the run
	 * @return where it is
	 * @throws WorkflowNotFound if there is no such run
	 */
	public RunStack stack(UUID runId) {
		RunRow row = row(runId);
		List<HeldThread> held = this.parts.environment()
			.threads()
			.heldThreads()
			.stream()
			.filter((thread) -> thread.run().runId().equals(runId))
			.toList();
		if (!held.isEmpty()) {
			return new RunStack(List.of(), held, null);
		}
		if (row.status().isClosed()) {
			return RunStack.unknown("The run is " + row.status() + ": its code has ended");
		}
		if (row.stuck() != null && row.stuck().reason() == StuckReason.BLOCKED_THREAD) {
			return RunStack
				.unknown("The run is stuck, and its code is not run again to look at it: " + row.stuck().message());
		}
		WorkflowType type = this.parts.registry().workflows().get(row.type());
		return (type != null) ? replayed(row, type) : RunStack
			.unknown("This node has no code for workflow type '" + row.type() + "': ask a node that has it");
	}

	private RunStack replayed(RunRow row, WorkflowType type) {
		Run run = new Run(new RunIdentity(row.workflowId(), row.runId(), row.firstRunId(), row.startedAt()), type,
				this.parts.environment());
		try {
			run.observe(Loading.decode(Queries.history(this.parts.store(), row.runId()), this.parts.codec()));
			return new RunStack(run.stacks(), List.of(), null);
		}
		catch (StuckException | UnreadableException ex) {
			return RunStack.unknown(String.valueOf(ex.getMessage()));
		}
		finally {
			run.unwind();
		}
	}

	/**
	 * Count the open runs and what of them waits for a node.
	 * @return the counts of the store, for all nodes
	 */
	public OpenRuns countOpen() {
		return this.parts.store().countOpen();
	}

	/**
	 * List the nodes.
	 * @return the nodes, with their leases
	 */
	public List<NodeRow> nodes() {
		return this.parts.store().nodes();
	}

}
