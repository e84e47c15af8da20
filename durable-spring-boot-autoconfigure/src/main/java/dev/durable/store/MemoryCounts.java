package dev.durable.store;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.durable.client.StuckReason;
import dev.durable.client.WorkflowStatus;
import org.jspecify.annotations.Nullable;

/**
 * Counts the open runs of the in-memory store.
 */
final class MemoryCounts {

	private MemoryCounts() {
	}

	static OpenRuns of(Stream<RunRow> open, List<OpenRuns.Offers> offers, Instant now) {
		Map<Key, OpenRuns.Group> groups = new LinkedHashMap<>();
		open.forEach((run) -> groups.merge(Key.of(run), group(run, now), MemoryCounts::sum));
		return new OpenRuns(now,
				groups.values()
					.stream()
					.sorted(Comparator.comparingLong(OpenRuns.Group::count).reversed())
					.limit(OpenRuns.GROUPS_MAX)
					.toList(),
				offers);
	}

	private static OpenRuns.Group group(RunRow run, Instant now) {
		Instant wakeAt = run.wakeAt();
		boolean due = run.owner() == null && wakeAt != null && !wakeAt.isAfter(now) && run.stuck() == null
				&& run.status() == WorkflowStatus.RUNNING;
		return new OpenRuns.Group(run.queue(), run.type(), run.status(), Key.of(run).stuck(), 1, due ? 1 : 0,
				due ? wakeAt : null);
	}

	private static OpenRuns.Group sum(OpenRuns.Group one, OpenRuns.Group other) {
		return new OpenRuns.Group(one.queue(), one.type(), one.status(), one.stuck(), one.count() + other.count(),
				one.due() + other.due(), earlier(one.dueSince(), other.dueSince()));
	}

	private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
		if (one == null || other == null) {
			return (one != null) ? one : other;
		}
		return one.isBefore(other) ? one : other;
	}

	private record Key(String queue, String type, WorkflowStatus status, @Nullable StuckReason stuck) {

		static Key of(RunRow run) {
			return new Key(run.queue(), run.type(), run.status(), (run.stuck() != null) ? run.stuck().reason() : null);
		}

	}

}
