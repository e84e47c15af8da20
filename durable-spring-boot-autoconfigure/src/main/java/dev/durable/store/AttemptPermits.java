package dev.durable.store;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * How many attempts may be taken under the limits of an activity. A store keeps one time
 * for each activity with a rate: when its next attempt may be taken. Each one that is
 * taken moves that by the share of a second that the rate gives it, and it falls back by
 * a second at the most.
 *
 * @param count how many may be taken now
 * @param base from when on they count
 * @param interval the share of each, or null if there is no rate
 */
public record AttemptPermits(int count, Instant base, @Nullable Duration interval) {

	private static final Duration SECOND = Duration.ofSeconds(1);

	/**
	 * Find out how many attempts may be taken.
	 * @param limit the limits
	 * @param taken how many are taken and not ended
	 * @param nextAt when the next one may be taken, or null if none ever was
	 * @param now the time by the clock of the store
	 * @param max how many at the most
	 * @return the permits
	 */
	public static AttemptPermits of(AttemptLimit limit, int taken, @Nullable Instant nextAt, Instant now, int max) {
		int count = (limit.maxConcurrent() > 0) ? Math.min(max, limit.maxConcurrent() - taken) : max;
		if (limit.rate() == 0) {
			return new AttemptPermits(Math.max(count, 0), now, null);
		}
		Duration interval = Duration.ofNanos(Math.max(1, Math.round(SECOND.toNanos() / limit.rate())));
		Instant oldest = now.minus((interval.compareTo(SECOND) > 0) ? interval : SECOND).plus(interval);
		Instant next = (nextAt != null) ? nextAt : now;
		Instant base = next.isBefore(oldest) ? oldest : next;
		long free = base.isAfter(now) ? 0 : Duration.between(base, now).toNanos() / interval.toNanos() + 1;
		return new AttemptPermits((int) Math.max(0, Math.min(count, free)), base, interval);
	}

	/**
	 * Return when the next attempt may be taken.
	 * @param used how many of the permits were used
	 * @return the time
	 */
	public Instant nextAt(int used) {
		return (this.interval != null) ? this.base.plus(this.interval.multipliedBy(used)) : this.base;
	}

}
