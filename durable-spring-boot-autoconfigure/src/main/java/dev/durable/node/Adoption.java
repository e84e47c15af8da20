package dev.durable.node;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.durable.client.StuckReason;
import dev.durable.engine.RunIdentity;
import dev.durable.store.LoadedRun;
import dev.durable.store.RunRow;
import dev.durable.store.StoreUnavailableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes up runs that this node owns.
 */
final class Adoption {

	private static final Logger logger = LoggerFactory.getLogger(Adoption.class);

	private final NodeContext node;

	Adoption(NodeContext node) {
		this.node = node;
	}

	/**
	 * Take up runs, unless they are in memory. One that cannot be taken up keeps no other
	 * from it, and is found again among those that this node owns.
	 * @throws StoreUnavailableException if some were not taken up
	 */
	void adopt(Collection<UUID> runIds) {
		List<UUID> away = runIds.stream().filter(this::isAway).toList();
		int most = this.node.settings().pollBatch();
		for (int from = 0; from < away.size(); from += most) {
			adoptTogether(away.subList(from, Math.min(from + most, away.size())));
		}
	}

	/*
	 * Many are loaded at once: what is due at the same time, or was left by a node, goes
	 * on in a few statements, and what comes of it is ready to be committed together.
	 */
	private void adoptTogether(List<UUID> runIds) {
		Map<UUID, LoadedRun> loaded = (runIds.size() > 1) ? load(runIds) : Map.of();
		for (UUID runId : runIds) {
			try {
				LoadedRun known = loaded.get(runId);
				RunRow row = (known != null) ? known.run() : this.node.store().run(runId).orElse(null);
				if (row != null && !row.status().isClosed()) {
					adopt(row, known);
				}
			}
			catch (StoreUnavailableException ex) {
				throw ex;
			}
			catch (RuntimeException | Error ex) {
				logger.error("Run {} cannot be taken up; that is tried again later", runId, ex);
			}
		}
	}

	/*
	 * One of them may be the reason, or all together. Each that is not there is loaded by
	 * a step of its own, and fails alone.
	 */
	private Map<UUID, LoadedRun> load(List<UUID> runIds) {
		try {
			Map<UUID, LoadedRun> loaded = new HashMap<>();
			this.node.store().load(runIds).forEach((run) -> loaded.put(run.run().runId(), run));
			return loaded;
		}
		catch (StoreUnavailableException ex) {
			throw ex;
		}
		catch (RuntimeException | Error ex) {
			logger.warn("{} runs cannot be loaded together; they are loaded one by one", runIds.size(), ex);
			return Map.of();
		}
	}

	private boolean isAway(UUID runId) {
		ResidentRun known = this.node.residents().get(runId);
		if (known == null) {
			return true;
		}
		known.leaving().owned();
		return this.node.residents().get(runId) != known;
	}

	private void adopt(RunRow row, @Nullable LoadedRun known) {
		RunIdentity identity = new RunIdentity(row.workflowId(), row.runId(), row.firstRunId(), row.startedAt());
		ResidentRun run = new ResidentRun(this.node, identity, row.type(), known);
		if (row.stuck() != null && row.stuck().reason() == StuckReason.TAKEOVER_LOOP) {
			run.halt().suspect(this.node.executor().nanos() + this.node.settings().leaseDuration().toNanos());
		}
		if (this.node.residents().putIfAbsent(row.runId(), run) == null) {
			run.nudge();
		}
	}

}
