package dev.durable.node;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;

import dev.durable.client.StuckReason;
import dev.durable.engine.RunIdentity;
import dev.durable.engine.StuckException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done about a run that calls something with other arguments on replay than are
 * recorded: the first time a warning, and, if that is wanted, each time the run is stuck.
 */
public final class ArgumentDrift implements BiConsumer<RunIdentity, String> {

	private static final Logger logger = LoggerFactory.getLogger(ArgumentDrift.class);

	private static final int REMEMBERED_MAX = 10_000;

	private final boolean stuck;

	private final NodeListener listener;

	/** A run is replayed again and again. */
	private final Set<Call> told = Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {

		@Override
		protected boolean removeEldestEntry(Map.Entry<Call, Boolean> eldest) {
			return size() > REMEMBERED_MAX;
		}

	}));

	/**
	 * Create it.
	 * @param stuck whether the run is stuck then; else what is recorded counts
	 * @param listener is told of it
	 */
	public ArgumentDrift(boolean stuck, NodeListener listener) {
		this.stuck = stuck;
		this.listener = listener;
	}

	@Override
	public void accept(RunIdentity run, String call) {
		boolean first = this.told.add(new Call(run.runId(), call));
		if (first) {
			this.listener.drifted(call);
		}
		if (this.stuck) {
			throw new StuckException(StuckReason.NON_DETERMINISM, "[DURABLE-1] Workflow '" + run.workflowId()
					+ "' cannot be replayed: it calls '" + call + "' with other arguments than are recorded, and"
					+ " durable.workflow.on-argument-drift is 'stuck'. Its code depends on something that changes, such"
					+ " as a clock, or was changed. Deploy the code that the run was started with, or set the property"
					+ " to 'warn' to let the recorded arguments count; the run then goes on by itself.", null);
		}
		if (first) {
			logger.warn("Workflow '{}' (run {}) calls '{}' with other arguments on replay than are recorded. The"
					+ " recorded ones count. Its code depends on something that changes, such as a clock, or was"
					+ " changed", run.workflowId(), run.runId(), call);
		}
	}

	private record Call(UUID runId, String call) {

	}

}
