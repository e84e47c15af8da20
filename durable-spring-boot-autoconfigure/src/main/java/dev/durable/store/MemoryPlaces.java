package dev.durable.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.durable.client.WorkflowStatus;
import dev.durable.history.ConcurrencyLimit;
import org.jspecify.annotations.Nullable;

/**
 * The places of the in-memory store under limits, and who waits for them. The store holds
 * its lock around each call.
 */
final class MemoryPlaces {

	private final MemoryTables tables;

	private final Map<UUID, Place> places = new HashMap<>();

	private long lastTicket;

	MemoryPlaces(MemoryTables tables) {
		this.tables = tables;
	}

	/**
	 * Let a new run get in line, unless its chain is there already.
	 * @return whether it has to wait
	 */
	boolean queue(NewRun run) {
		ConcurrencyLimit limit = run.limit();
		if (limit == null) {
			return false;
		}
		return queue(run.firstRunId(), new Line(run.type(), limit.key()), limit.max(), run.startAt() != null);
	}

	private boolean queue(UUID chain, Line line, int max, boolean delayed) {
		return this.places
			.computeIfAbsent(chain, (id) -> new Place(id, line, max, delayed ? null : ++this.lastTicket, null))
			.number() == null;
	}

	/**
	 * Let a run get in line of which it was not known that it has to.
	 */
	void limit(RunRow run, ConcurrencyLimit limit, Instant now) {
		queue(run.firstRunId(), new Line(run.type(), limit.key()), limit.max(), false);
		this.tables.place(run, null, null, now);
		this.tables.runs.computeIfPresent(run.runId(), (id, row) -> row.limited(limit, true));
	}

	/**
	 * Give the place of a chain that has ended to whoever is next.
	 */
	void free(UUID chain, Instant now) {
		Place place = this.places.remove(chain);
		if (place != null) {
			grant(place.line(), now);
		}
	}

	/**
	 * Let claimed runs in as far as there are places, and the others wait on.
	 * @param claimed runs, as they were before they were claimed
	 * @return those of them that stay claimed
	 */
	List<UUID> admit(List<RunRow> claimed, Instant now) {
		List<RunRow> waiting = claimed.stream().filter(RunRow::waiting).toList();
		Set<Line> lines = new LinkedHashSet<>();
		for (RunRow run : waiting) {
			Place place = place(run);
			if (place.ticket() == null && MemoryClaims.isBegun(run, now)) {
				this.places.put(place.chain(), place.ticketed(++this.lastTicket));
			}
			lines.add(place.line());
		}
		lines.forEach((line) -> grant(line, now));
		return claimed.stream().filter((run) -> !run.waiting() || stays(run, now)).map(RunRow::runId).toList();
	}

	private boolean stays(RunRow run, Instant now) {
		if (place(run).number() != null) {
			this.tables.runs.computeIfPresent(run.runId(), (id, row) -> row.limited(row.limit(), false));
			return true;
		}
		boolean over = run.timeoutAt() != null && !run.timeoutAt().isAfter(now);
		boolean stays = over || this.tables.hasNewLetter(run, (kind) -> kind.isOrder() || kind == LetterKind.CANCEL);
		if (!stays) {
			this.tables.tried.remove(run.runId());
			this.tables.place(run, null, null, MemoryClaims.isBegun(run, now) ? run.timeoutAt() : run.startAt());
		}
		return stays;
	}

	private Place place(RunRow run) {
		return Objects.requireNonNull(this.places.get(run.firstRunId()), "place");
	}

	private void grant(Line line, Instant now) {
		Optional<Place> next = next(line, now);
		while (next.isPresent()) {
			Place place = next.get();
			Set<Integer> taken = new LinkedHashSet<>();
			of(line).map(Place::number).filter(Objects::nonNull).forEach(taken::add);
			if (taken.size() >= place.max()) {
				return;
			}
			int free = IntStream.range(0, place.max()).filter((number) -> !taken.contains(number)).min().orElseThrow();
			this.places.put(place.chain(), place.numbered(free));
			wake(place.chain(), now);
			next = next(line, now);
		}
	}

	private Optional<Place> next(Line line, Instant now) {
		return of(line).filter((place) -> place.number() == null && place.ticket() != null)
			.filter((place) -> openRun(place.chain()).filter((run) -> mayBeLetIn(run, now)).isPresent())
			.min(Comparator.comparing(Place::ticket));
	}

	private static boolean mayBeLetIn(RunRow run, Instant now) {
		return run.status() != WorkflowStatus.PAUSED && MemoryClaims.isBegun(run, now)
				&& (run.timeoutAt() == null || run.timeoutAt().isAfter(now));
	}

	private void wake(UUID chain, Instant now) {
		openRun(chain).filter((run) -> run.owner() == null)
			.ifPresent((run) -> this.tables.place(run, run.stuck(), null, now));
	}

	private Optional<RunRow> openRun(UUID chain) {
		return this.tables.openRuns().filter((run) -> run.firstRunId().equals(chain)).findAny();
	}

	private Stream<Place> of(Line line) {
		return new ArrayList<>(this.places.values()).stream().filter((place) -> place.line().equals(line));
	}

	/**
	 * Runs that share a limit.
	 *
	 * @param type their workflow type
	 * @param key their key
	 */
	private record Line(String type, String key) {
	}

	/**
	 * The place of a chain, or its wait for one.
	 *
	 * @param chain the chain
	 * @param line with whom it shares the limit
	 * @param max how many places there are for it
	 * @param ticket its position in line, or null as long as it may not begin
	 * @param number the number of its place, or null as long as it has none
	 */
	private record Place(UUID chain, Line line, int max, @Nullable Long ticket, @Nullable Integer number) {

		Place ticketed(long position) {
			return new Place(this.chain, this.line, this.max, position, this.number);
		}

		Place numbered(int free) {
			return new Place(this.chain, this.line, this.max, this.ticket, free);
		}

	}

}
