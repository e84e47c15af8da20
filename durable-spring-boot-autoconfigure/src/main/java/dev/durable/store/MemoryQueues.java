package dev.durable.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import dev.durable.client.WorkflowStatus;
import dev.durable.history.Precedence;
import org.jspecify.annotations.Nullable;

/**
 * The queues of the in-memory store. The store holds its lock around each call.
 */
final class MemoryQueues {

	private final MemoryTables tables;

	MemoryQueues(MemoryTables tables) {
		this.tables = tables;
	}

	List<AttemptRef> take(long nodeId, AttemptFilter filter, Instant now) {
		List<AttemptRef> taken = new ArrayList<>();
		new TreeMap<>(filter.limits()).forEach((activity, limit) -> {
			if (filter.activities().contains(activity)) {
				taken.addAll(takeLimited(nodeId, filter, activity, now, filter.max() - taken.size()));
			}
		});
		Set<String> unlimited = new HashSet<>(filter.activities());
		unlimited.removeAll(filter.limits().keySet());
		taken.addAll(take(nodeId, filter, unlimited, now, filter.max() - taken.size()));
		return taken;
	}

	private List<AttemptRef> takeLimited(long nodeId, AttemptFilter filter, String activity, Instant now, int max) {
		AttemptLimit limit = Objects.requireNonNull(filter.limits().get(activity), "limit");
		long busy = rows().filter((row) -> isIn(row, RoutingState.TAKEN) && routing(row).activity().equals(activity))
			.count();
		AttemptPermits permits = AttemptPermits.of(limit, (int) busy, this.tables.attemptsNextAt.get(activity), now,
				max);
		List<AttemptRef> taken = take(nodeId, filter, Set.of(activity), now, permits.count());
		if (!taken.isEmpty()) {
			this.tables.attemptsNextAt.put(activity, StoreLimits.time(permits.nextAt(taken.size())));
		}
		return taken;
	}

	private List<AttemptRef> take(long nodeId, AttemptFilter filter, Set<String> activities, Instant now, int max) {
		List<AttemptRef> due = refs((row) -> isIn(row, RoutingState.OFFERED)
				&& filter.queues().contains(routing(row).queue()) && activities.contains(routing(row).activity())
				&& !row.dueAt().isAfter(now) && !row.dueAt().isBefore(filter.since()))
			.filter((ref) -> !isPaused(ref))
			.sorted(Comparator.comparing((ref) -> row(ref).dueAt()))
			.toList();
		List<AttemptRef> offered = inTurn(due, filter).stream().limit(Math.max(max, 0)).toList();
		offered.forEach((ref) -> change(ref, (row) -> routed(row, RoutingState.TAKEN, nodeId, true)));
		return offered;
	}

	/**
	 * Sort attempts, of which those that wait longest come first, by their priorities,
	 * and those of one priority by turns: each fairness key has one attempt in each
	 * round.
	 */
	private List<AttemptRef> inTurn(List<AttemptRef> due, AttemptFilter filter) {
		Map<Precedence, Integer> rounds = new HashMap<>();
		Map<AttemptRef, Integer> round = new HashMap<>();
		due.forEach((ref) -> round.put(ref, rounds.merge(precedence(ref), 1, Integer::sum)));
		return due.stream()
			.sorted(Comparator.comparing((AttemptRef ref) -> precedence(ref).priority())
				.thenComparing(round::get)
				.thenComparing((ref) -> key(ref).compareTo(filter.served(precedence(ref).priority())) <= 0)
				.thenComparing(this::key))
			.toList();
	}

	private Precedence precedence(AttemptRef ref) {
		return routing(row(ref)).precedence();
	}

	private String key(AttemptRef ref) {
		return Objects.requireNonNullElse(precedence(ref).fairnessKey(), "");
	}

	private boolean isPaused(AttemptRef ref) {
		RunRow run = this.tables.runs.get(ref.runId());
		return run != null && run.status() == WorkflowStatus.PAUSED;
	}

	List<OpenRuns.Offers> offers(Instant now) {
		Map<String, OpenRuns.Offers> offers = new TreeMap<>();
		rows().filter((row) -> isIn(row, RoutingState.OFFERED) && !row.dueAt().isAfter(now))
			.forEach((row) -> offers.merge(routing(row).queue(),
					new OpenRuns.Offers(routing(row).queue(), 1, row.dueAt()),
					(one, other) -> new OpenRuns.Offers(one.queue(), one.due() + other.due(),
							one.dueSince().isBefore(other.dueSince()) ? one.dueSince() : other.dueSince())));
		return List.copyOf(offers.values());
	}

	List<TakenAttempt> taken(long nodeId) {
		return refs((row) -> isIn(row, RoutingState.TAKEN) && owner(row) == nodeId)
			.map((ref) -> new TakenAttempt(ref, this.tables.cancelRequests.contains(ref)))
			.toList();
	}

	Stream<Long> takers() {
		return rows().filter((row) -> isIn(row, RoutingState.TAKEN)).map((row) -> owner(row));
	}

	List<LoadedAttempt> attempts(Collection<AttemptRef> refs) {
		List<LoadedAttempt> loaded = new ArrayList<>();
		for (AttemptRef ref : refs) {
			RunRow run = this.tables.runs.get(ref.runId());
			ActivityRow row = find(ref);
			if (run != null && row != null) {
				this.tables.history(ref.runId())
					.stream()
					.filter((event) -> event.seq() == ref.activityId())
					.forEach((event) -> loaded.add(new LoadedAttempt(run, event, MemoryTables.copy(row))));
			}
		}
		return loaded;
	}

	boolean end(long taker, EndedAttempt ended, Instant now) {
		if (!isTakenBy(ended.ref(), taker)) {
			return false;
		}
		change(ended.ref(), (row) -> routed(row, RoutingState.ENDED, null, true));
		this.tables.insertLetter(ended.outcome(), now);
		return true;
	}

	boolean heard(long taker, AttemptRef ref, byte[] details) {
		if (isTakenBy(ref, taker)) {
			change(ref, (row) -> new ActivityRow(row.activityId(), row.attempt(), row.dueAt(), true, row.lastFailure(),
					details.clone(), row.later(), row.routing()));
			return true;
		}
		return false;
	}

	boolean leave(long taker, AttemptRef ref, Instant begunAt, NewLetter notice, Instant now) {
		if (isTakenBy(ref, taker)) {
			change(ref, (row) -> new ActivityRow(row.activityId(), row.attempt(), StoreLimits.time(begunAt), true,
					row.lastFailure(), row.details(), true, row.routing()));
			this.tables.insertLetter(notice, now);
			return true;
		}
		return false;
	}

	void returned(AttemptRef ref) {
		ActivityRow row = find(ref);
		if (row != null && row.later()) {
			change(ref, (left) -> new ActivityRow(left.activityId(), left.attempt(), left.dueAt(), false,
					left.lastFailure(), left.details(), true, null));
		}
	}

	boolean giveBack(long taker, AttemptRef ref) {
		if (isTakenBy(ref, taker)) {
			change(ref, (row) -> routed(row, RoutingState.OFFERED, null, false));
			return true;
		}
		return false;
	}

	boolean withdraw(AttemptRef ref) {
		ActivityRow row = find(ref);
		if (row != null && isIn(row, RoutingState.OFFERED)) {
			change(ref, (offered) -> routed(offered, RoutingState.WITHDRAWN, null, false));
			return true;
		}
		return row != null && isIn(row, RoutingState.WITHDRAWN);
	}

	void requestCancel(AttemptRef ref) {
		ActivityRow row = find(ref);
		if (row != null && isIn(row, RoutingState.TAKEN)) {
			this.tables.cancelRequests.add(ref);
		}
	}

	private Stream<AttemptRef> refs(Predicate<ActivityRow> which) {
		return this.tables.activities.entrySet()
			.stream()
			.flatMap((run) -> run.getValue()
				.values()
				.stream()
				.filter(which)
				.map((row) -> new AttemptRef(run.getKey(), row.activityId(), row.attempt())));
	}

	private Stream<ActivityRow> rows() {
		return this.tables.activities.values().stream().flatMap((rows) -> rows.values().stream());
	}

	private boolean isTakenBy(AttemptRef ref, long nodeId) {
		ActivityRow row = find(ref);
		return row != null && isIn(row, RoutingState.TAKEN) && owner(row) == nodeId;
	}

	private static boolean isIn(ActivityRow row, RoutingState state) {
		return row.routing() != null && row.routing().state() == state;
	}

	private static Routing routing(ActivityRow row) {
		return Objects.requireNonNull(row.routing(), "routing");
	}

	private static long owner(ActivityRow row) {
		return Objects.requireNonNull(routing(row).owner(), "owner");
	}

	private @Nullable ActivityRow find(AttemptRef ref) {
		ActivityRow row = rows(ref.runId()).get(ref.activityId());
		return (row != null && row.attempt() == ref.attempt()) ? row : null;
	}

	private ActivityRow row(AttemptRef ref) {
		return Objects.requireNonNull(find(ref), "row");
	}

	private NavigableMap<Long, ActivityRow> rows(UUID runId) {
		return this.tables.activities.computeIfAbsent(runId, (id) -> new TreeMap<>());
	}

	private void change(AttemptRef ref, UnaryOperator<ActivityRow> change) {
		rows(ref.runId()).put(ref.activityId(), change.apply(row(ref)));
	}

	private static ActivityRow routed(ActivityRow row, RoutingState state, @Nullable Long owner, boolean begun) {
		Routing routing = routing(row);
		return new ActivityRow(row.activityId(), row.attempt(), row.dueAt(), begun, row.lastFailure(), row.details(),
				row.later(), new Routing(routing.queue(), routing.activity(), state, owner, routing.precedence()));
	}

}
