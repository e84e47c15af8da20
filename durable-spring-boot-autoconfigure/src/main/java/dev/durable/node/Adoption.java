package dev.durable.node;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

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

	/** Runs that begin at once before others get a turn. */
	private static final int TOGETHER = 16;

	private final NodeContext node;

	private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean going = new AtomicBoolean();

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
	 * They begin a few at a time: else all would come before what somebody starts now.
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
				adopt(row, known, runIds.size() <= TOGETHER);
			}
		}
	}

	/**
	 * Do something when the workers have come to all that was taken up.
	 */
	void afterwards(Runnable step) {
		this.waiting.add(step);
		goOn();
	}

	private void goOn() {
		if (this.going.compareAndSet(false, true)) {
			this.node.executor().execute(Lane.TURN, this::begin);
		}
	}

	/*
	 * What others have begun since is in line behind those few, and before the next.
	 */
	private void begin() {
		try {
			Runnable step = this.waiting.poll();
			for (int begun = 1; step != null; begun++) {
				step.run();
				step = (begun < TOGETHER) ? this.waiting.poll() : null;
			}
		}
		finally {
			this.going.set(false);
			if (!this.waiting.isEmpty()) {
				goOn();
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

	private void adopt(RunRow row, @Nullable LoadedRun known, boolean atOnce) {
		RunIdentity identity = new RunIdentity(row.workflowId(), row.runId(), row.firstRunId(), row.startedAt());
		ResidentRun run = new ResidentRun(this.node, identity, row.type(), known);
		if (row.stuck() != null && row.stuck().reason() == StuckReason.TAKEOVER_LOOP) {
			run.halt().suspect(this.node.executor().nanos() + this.node.settings().leaseDuration().toNanos());
		}
		if (this.node.residents().putIfAbsent(row.runId(), run) == null) {
			if (atOnce) {
				run.nudge();
			}
			else {
				afterwards(run::nudge);
			}
		}
	}

}
