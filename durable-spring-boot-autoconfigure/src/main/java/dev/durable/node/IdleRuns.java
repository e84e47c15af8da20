package dev.durable.node;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Lets runs that wait leave memory after a while, and sooner where there are too many:
 * the least recently used first.
 */
final class IdleRuns {

	private final NodeContext node;

	IdleRuns(NodeContext node) {
		this.node = node;
	}

	/**
	 * Ask runs that have not moved for long to leave.
	 */
	void park() {
		long now = this.node.executor().nanos();
		long patience = this.node.settings().parkAfter().toNanos();
		int most = this.node.isHandingOver() ? 0 : this.node.settings().maxResident() * 9 / 10;
		int over = this.node.residents().size() - most;
		List<Idle> runs = new ArrayList<>();
		this.node.residents().values().forEach((run) -> runs.add(new Idle(run, now - run.lastMovedNanos())));
		if (over > 0) {
			runs.sort(Comparator.comparingLong(Idle::nanos).reversed());
		}
		for (int i = 0; i < runs.size(); i++) {
			if (i < over || runs.get(i).nanos() > patience) {
				runs.get(i).run().tell(new Message.Park());
			}
		}
	}

	/*
	 * A run and how long it has not moved, read once: it may move while they are sorted.
	 */
	private record Idle(ResidentRun run, long nanos) {

	}

}
