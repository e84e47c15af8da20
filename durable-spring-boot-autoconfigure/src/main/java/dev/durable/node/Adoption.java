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
import dev.durable.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * Takes up runs that this node owns.
 */
final class Adoption {

	private final NodeContext node;

	Adoption(NodeContext node) {
		this.node = node;
	}

	/**
	 * Take up runs, unless they are in memory.
	 * @throws StoreException if some may not have been taken up
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
		Map<UUID, LoadedRun> loaded = new HashMap<>();
		if (runIds.size() > 1) {
			this.node.store().load(runIds).forEach((run) -> loaded.put(run.run().runId(), run));
		}
		for (UUID runId : runIds) {
			LoadedRun known = loaded.get(runId);
			RunRow row = (known != null) ? known.run() : this.node.store().run(runId).orElse(null);
			if (row != null && !row.status().isClosed()) {
				adopt(row, known);
			}
		}
	}

	private boolean isAway(UUID runId) {
		ResidentRun known = this.node.residents().get(runId);
		if (known == null) {
			return true;
		}
		known.claimedAgain();
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
