package dev.durable.node;

import java.io.Serial;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;

import dev.durable.client.WorkflowNotFound;
import dev.durable.client.WorkflowQueryFailed;
import dev.durable.engine.Environment;
import dev.durable.engine.LogContext;
import dev.durable.engine.Printed;
import dev.durable.engine.Run;
import dev.durable.engine.RunIdentity;
import dev.durable.engine.StuckException;
import dev.durable.engine.WorkflowType;
import dev.durable.history.EventCodec;
import dev.durable.history.Payload;
import dev.durable.history.Recorded;
import dev.durable.history.UnreadableException;
import dev.durable.store.EventRow;
import dev.durable.store.RunRow;
import dev.durable.store.Store;

/**
 * Answers queries by replaying the committed history in an instance of its own, so that
 * nothing a query does can touch the run.
 */
final class Queries {

	private static final int PAGE = 1_000;

	private final Store store;

	private final EventCodec codec;

	private final Environment environment;

	private final Registry registry;

	private final NodeListener listener;

	Queries(Store store, EventCodec codec, Environment environment, Registry registry, NodeListener listener) {
		this.store = store;
		this.codec = codec;
		this.environment = environment;
		this.registry = registry;
		this.listener = listener;
	}

	Payload query(UUID runId, String name, Payload arguments) {
		RunRow row = this.store.run(runId).orElseThrow(() -> WorkflowNotFound.none(runId.toString()));
		WorkflowType type = this.registry.workflows().get(row.type());
		if (type == null) {
			throw new WorkflowQueryFailed(row.workflowId(), name,
					"this node has no code for workflow type '" + row.type() + "'; it has "
							+ this.registry.workflows().keySet().stream().sorted().toList() + ". " + nodesWith(row),
					null);
		}
		RunIdentity identity = new RunIdentity(row.workflowId(), row.runId(), row.firstRunId(), row.startedAt());
		Run run = new Run(identity, type, this.environment);
		List<EventRow> rows = history(this.store, runId);
		LogContext.Restore log = LogContext.of(identity, type.name()).open();
		try {
			replay(run, type.name(), rows);
			return run.code().query(name, arguments);
		}
		catch (StoppedException ex) {
			throw new IllegalStateException("This node has stopped before query '" + name + "' of workflow '"
					+ row.workflowId() + "' was answered. Ask another node, or this one when it has started again.",
					ex);
		}
		catch (StuckException | UnreadableException ex) {
			throw new WorkflowQueryFailed(row.workflowId(), name, String.valueOf(ex.getMessage()), ex.getCause());
		}
		catch (Throwable ex) {
			throw new WorkflowQueryFailed(row.workflowId(), name, "the query method threw " + Printed.text(ex), ex);
		}
		finally {
			log.close();
			run.unwind();
		}
	}

	private String nodesWith(RunRow row) {
		List<String> names = this.store.nodes()
			.stream()
			.filter((node) -> node.fenced() && node.types().contains(row.type()))
			.map((node) -> "'" + node.name() + "'")
			.distinct()
			.sorted()
			.toList();
		return names.isEmpty() ? "No node that runs has it: deploy it somewhere."
				: "Ask one of the nodes that have it: " + String.join(", ", names) + ".";
	}

	private void replay(Run run, String type, List<EventRow> rows) {
		List<Recorded> history = Loading.decode(rows, this.codec);
		long begin = System.nanoTime();
		boolean done = false;
		try {
			run.observe(history);
			done = true;
		}
		catch (RejectedExecutionException ex) {
			throw new StoppedException(ex);
		}
		finally {
			this.listener.replayed(type, done, System.nanoTime() - begin);
		}
	}

	static List<EventRow> history(Store store, UUID runId) {
		List<EventRow> events = new ArrayList<>();
		List<EventRow> page;
		do {
			page = store.history(runId, events.size(), PAGE);
			events.addAll(page);
		}
		while (page.size() == PAGE);
		return events;
	}

	/** There are no threads any more. */
	private static final class StoppedException extends RuntimeException {

		@Serial
		private static final long serialVersionUID = 1L;

		StoppedException(RejectedExecutionException cause) {
			super(cause);
		}

	}

}
