package dev.durable.node;

import java.util.List;
import java.util.UUID;

import dev.durable.client.WorkflowNotFound;
import dev.durable.engine.Environment;
import dev.durable.engine.Run;
import dev.durable.engine.RunIdentity;
import dev.durable.engine.StuckException;
import dev.durable.engine.WorkflowType;
import dev.durable.history.Command;
import dev.durable.history.EventCodec;
import dev.durable.history.Recorded;
import dev.durable.history.UnreadableException;
import dev.durable.store.RunRow;
import dev.durable.store.Store;

/**
 * Replays what is stored with the code that is there, to find out whether the code still
 * asks for what it asked for then. Writes nothing and calls no activity.
 */
public final class HistoryReplay {

	private final Store store;

	private final EventCodec codec;

	private final Environment environment;

	private final Registry registry;

	/**
	 * Create the replay.
	 * @param store has the histories
	 * @param codec reads them
	 * @param environment what runs share
	 * @param registry what there is code for
	 */
	public HistoryReplay(Store store, EventCodec codec, Environment environment, Registry registry) {
		this.store = store;
		this.codec = codec;
		this.environment = environment;
		this.registry = registry;
	}

	/**
	 * Replay the history of a run from its first event to the end of each of its turns in
	 * turn, every time in a new instance of its workflow. The time that this takes grows
	 * with the square of the length of the history.
	 * @param workflowId the id of the workflow; of several runs that had it, the open or
	 * else the last one is meant
	 * @throws WorkflowNotFound if there is no such run
	 * @throws StuckException if the code asks for other commands than are stored, ends
	 * otherwise, or has a bug
	 * @throws UnreadableException if an event cannot be read by this version
	 * @throws IllegalStateException if there is no code for the type of the workflow
	 */
	public void replay(String workflowId) {
		replay(export(workflowId));
	}

	/**
	 * Return the history of a run, to be replayed elsewhere or by code of later days.
	 * @param workflowId the id of the workflow; of several runs that had it, the open or
	 * else the last one is meant
	 * @return the history as it is stored
	 * @throws WorkflowNotFound if there is no such run
	 */
	public ExportedHistory export(String workflowId) {
		return export(this.store.find(workflowId).orElseThrow(() -> WorkflowNotFound.none(workflowId)));
	}

	/**
	 * Return the history of a run, to be replayed elsewhere or by code of later days.
	 * @param runId the run
	 * @return the history as it is stored
	 * @throws WorkflowNotFound if there is no such run
	 */
	public ExportedHistory export(UUID runId) {
		return export(this.store.run(runId).orElseThrow(() -> WorkflowNotFound.none(runId.toString())));
	}

	private ExportedHistory export(RunRow row) {
		return new ExportedHistory(row.workflowId(), row.runId(), row.firstRunId(), row.type(), row.startedAt(),
				Queries.history(this.store, row.runId()));
	}

	/**
	 * Replay an exported history, as {@link #replay(String)} does with a stored one.
	 * @param exported the history
	 * @throws StuckException if the code asks for other commands than are stored, ends
	 * otherwise, or has a bug
	 * @throws UnreadableException if an event cannot be read by this version
	 * @throws IllegalStateException if there is no code for the type of the workflow
	 */
	public void replay(ExportedHistory exported) {
		WorkflowType type = this.registry.workflows().get(exported.type());
		if (type == null) {
			throw new IllegalStateException(
					"There is no code for workflow type '" + exported.type() + "' of workflow '" + exported.workflowId()
							+ "', only for " + this.registry.workflows().keySet().stream().sorted().toList());
		}
		RunIdentity identity = new RunIdentity(exported.workflowId(), exported.runId(), exported.firstRunId(),
				exported.startedAt());
		List<Recorded> history = Loading.decode(exported.events(), this.codec);
		for (int end = 1; end <= history.size(); end++) {
			if (end == history.size() || !(history.get(end).event() instanceof Command)) {
				replay(new Run(identity, type, this.environment), history.subList(0, end));
			}
		}
	}

	/*
	 * The commands of an open turn count as right: they are not stored yet. Every other
	 * turn without commands is looked at again with the turn after it.
	 */
	private static void replay(Run run, List<Recorded> prefix) {
		try {
			run.replay(prefix);
		}
		finally {
			run.unwind();
		}
	}

}
