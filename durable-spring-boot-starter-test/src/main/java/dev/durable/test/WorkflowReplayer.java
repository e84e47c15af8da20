package dev.durable.test;

import java.util.function.Consumer;

import dev.durable.client.WorkflowNotFound;
import dev.durable.engine.StuckException;
import dev.durable.history.UnreadableException;
import dev.durable.jackson.JacksonHistoryFormat;
import dev.durable.node.HistoryReplay;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Shows in a test that the workflow code can go on with what is stored: a change of code
 * that it accepts leaves no open run stuck when it is deployed. A bean of this type is in
 * each test that has durable workflows.
 * <p>
 * It writes nothing, calls no activity, and may be used while workflows are running. Code
 * that depends on a clock, a random number or an unordered collection is likely to be
 * found, too, as it is run many times over.
 */
public final class WorkflowReplayer {

	private final ObjectProvider<HistoryReplay> replay;

	private final JacksonHistoryFormat format = new JacksonHistoryFormat();

	WorkflowReplayer(ObjectProvider<HistoryReplay> replay) {
		this.replay = replay;
	}

	/**
	 * Replay the stored history of a workflow with the workflow code of this application:
	 * from its start up to each event that came in, one after the other, with the
	 * commands that the code issued in answer to it. Commands are compared in kind and
	 * target, such as the name of the activity; other arguments alone are only logged, as
	 * the stored ones count. What an open workflow does in answer to its last event is
	 * not compared if nothing of it is stored yet.
	 * <p>
	 * When this returns, the code has asked for exactly what is stored. The time that it
	 * takes grows with the square of the length of the history.
	 * @param workflowId the id of the workflow; of several runs that had it, the open or
	 * else the last one is meant
	 * @throws AssertionError if the code asks for anything else, ends otherwise, fails
	 * with a bug, cannot read what is stored, or is gone. The message names the first
	 * place that differs, with the commands that are stored and those that the code
	 * issues
	 * @throws WorkflowNotFound if there is no workflow with this id
	 */
	public void replay(String workflowId) {
		replay((replay) -> replay.replay(workflowId));
	}

	/**
	 * Return the history of a workflow as JSON, to be kept as a file and replayed by
	 * every build from then on. Payloads are in it as they are stored.
	 * @param workflowId the id of the workflow; of several runs that had it, the open or
	 * else the last one is meant
	 * @return the JSON
	 * @throws WorkflowNotFound if there is no workflow with this id
	 */
	public String export(String workflowId) {
		return this.format.write(this.replay.getObject().export(workflowId));
	}

	/**
	 * Replay an exported history, as {@link #replay(String)} does with a stored one.
	 * @param history what {@link #export} has returned
	 * @throws AssertionError if it is no exported history, or as {@link #replay(String)}
	 */
	public void replayExported(String history) {
		replay((replay) -> replay.replay(this.format.read(history)));
	}

	private void replay(Consumer<HistoryReplay> action) {
		try {
			action.accept(this.replay.getObject());
		}
		catch (StuckException | UnreadableException | IllegalStateException ex) {
			throw new AssertionError(ex.getMessage(), ex);
		}
	}

}
