package dev.durable.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

import dev.durable.client.StuckReason;
import dev.durable.client.WorkflowStatus;

/**
 * Who may claim which run of the in-memory store. The store holds its lock around each
 * call.
 */
final class MemoryClaims {

	private static final Comparator<RunRow> LONGEST_DUE = Comparator
		.comparing((RunRow run) -> (run.wakeAt() != null) ? run.wakeAt() : Instant.MAX);

	private final MemoryTables tables;

	MemoryClaims(MemoryTables tables) {
		this.tables = tables;
	}

	List<UUID> claim(long nodeId, ClaimFilter filter, Instant now) {
		List<UUID> claimed = List.of();
		boolean more = filter.limit() > 0;
		while (claimed.isEmpty() && more) {
			List<RunRow> found = parked().filter((run) -> isRunnable(run, filter, now) || isEndable(run, filter, now))
				.sorted(LONGEST_DUE)
				.limit(filter.limit())
				.toList();
			found.forEach((run) -> take(run, nodeId, filter));
			claimed = this.tables.places.admit(found, now);
			more = found.size() == filter.limit();
		}
		return claimed;
	}

	Optional<UUID> claimSuspect(long nodeId, ClaimFilter filter, Instant now) {
		Optional<RunRow> suspect = parked()
			.filter((run) -> this.tables.isSuspect(run) && run.status() != WorkflowStatus.PAUSED)
			.filter((run) -> filter.types().contains(run.type()) && filter.queues().contains(run.queue()))
			.filter((run) -> isDue(run, Duration.ZERO, now) || (run.stuck() != null && !isTried(run, filter.buildId())))
			.min(LONGEST_DUE);
		suspect.ifPresent((run) -> take(run, nodeId, filter));
		return suspect.map(RunRow::runId);
	}

	private void take(RunRow run, long nodeId, ClaimFilter filter) {
		this.tables.place(run, run.stuck(), nodeId, null);
		this.tables.claimedBy.put(run.runId(), filter.buildId());
	}

	private boolean isTried(RunRow run, String buildId) {
		return (run.stuck() != null && run.stuck().buildId().equals(buildId))
				|| this.tables.tried.getOrDefault(run.runId(), Set.of()).contains(buildId);
	}

	private boolean isRunnable(RunRow run, ClaimFilter filter, Instant now) {
		if (this.tables.isSuspect(run)) {
			return false;
		}
		if (!filter.types().contains(run.type()) || !filter.queues().contains(run.queue())) {
			return false;
		}
		Duration patience = isForOthers(run, filter, now) ? ClaimFilter.OTHERS_FIRST : Duration.ZERO;
		if (isDue(run, patience, now)) {
			return true;
		}
		if (run.stuck() != null) {
			return run.status() != WorkflowStatus.PAUSED && !isTried(run, filter.buildId());
		}
		return MemoryLetters.takesLetters(run) && isBegun(run, now) && hasWaited(run, patience, now);
	}

	/**
	 * Tell whether nodes of another build are alive that have had the run last, and can
	 * go on with it.
	 */
	private boolean isForOthers(RunRow run, ClaimFilter filter, Instant now) {
		String build = this.tables.claimedBy.getOrDefault(run.runId(), run.buildId());
		return !build.equals(filter.buildId()) && this.tables.nodes.entrySet().stream().anyMatch((node) -> {
			NodeRegistration registration = node.getValue().registration();
			return registration.buildId().equals(build) && registration.types().contains(run.type())
					&& registration.queues().contains(run.queue()) && !node.getValue().isOver(now)
					&& this.tables.isFenced(node.getKey());
		});
	}

	private boolean hasWaited(RunRow run, Duration patience, Instant now) {
		return this.tables.newLetters(run).anyMatch((letter) -> !letter.sentAt().plus(patience).isAfter(now));
	}

	private boolean isEndable(RunRow run, ClaimFilter filter, Instant now) {
		boolean over = run.timeoutAt() != null && !run.timeoutAt().plus(filter.timeoutGrace()).isAfter(now);
		return over || this.tables.hasNewLetter(run,
				(kind) -> kind.isOrder() || (kind == LetterKind.CANCEL && (run.waiting() || !isBegun(run, now))));
	}

	int markUnknownTypes(Duration overdue, Instant now) {
		Set<String> known = new TreeSet<>();
		this.tables.nodes.forEach((id, node) -> {
			if (!node.isOver(now) && this.tables.isFenced(id)) {
				known.addAll(node.registration().types());
			}
		});
		List<RunRow> unknown = parked().filter((run) -> run.stuck() == null && !known.contains(run.type()))
			.filter((run) -> isDue(run, overdue, now))
			.toList();
		unknown.forEach((run) -> this.tables.place(run, unknown(run), null, run.wakeAt()));
		return unknown.size();
	}

	private static StuckMark unknown(RunRow run) {
		return new StuckMark(StuckReason.UNKNOWN_TYPE, "[DURABLE-6] No live node has code for workflow type '"
				+ run.type() + "': deploy an application that has it", "", 0);
	}

	private Stream<RunRow> parked() {
		return this.tables.openRuns().filter((run) -> run.owner() == null);
	}

	static boolean isBegun(RunRow run, Instant now) {
		return run.startAt() == null || !run.startAt().isAfter(now);
	}

	private static boolean isDue(RunRow run, Duration since, Instant now) {
		return run.wakeAt() != null && !run.wakeAt().plus(since).isAfter(now);
	}

}
