package dev.durable.store;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link AttemptPermits} and {@link AttemptLimit}.
 */
class AttemptPermitsTests {

	private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

	private static int count(AttemptLimit limit, int taken, Instant nextAt, int max) {
		return AttemptPermits.of(limit, taken, nextAt, NOW, max).count();
	}

	@Test
	void concurrencyLeavesWhatIsNotTaken() {
		AttemptLimit limit = new AttemptLimit(3, 0);
		assertThat(count(limit, 0, null, 100)).isEqualTo(3);
		assertThat(count(limit, 2, null, 100)).isEqualTo(1);
		assertThat(count(limit, 3, null, 100)).isZero();
		assertThat(count(limit, 7, null, 100)).isZero();
		assertThat(count(limit, 0, null, 2)).isEqualTo(2);
	}

	@Test
	void firstAttemptOfAllMayBeTakenAtOnce() {
		AttemptPermits permits = AttemptPermits.of(new AttemptLimit(0, 10), 0, null, NOW, 100);
		assertThat(permits.count()).isEqualTo(1);
		assertThat(permits.nextAt(1)).isEqualTo(NOW.plusMillis(100));
	}

	@Test
	void rateKeepsWhatIsUnusedForASecond() {
		AttemptLimit limit = new AttemptLimit(0, 10);
		assertThat(count(limit, 0, NOW.plusMillis(1), 100)).isZero();
		assertThat(count(limit, 0, NOW, 100)).isEqualTo(1);
		assertThat(count(limit, 0, NOW.minusMillis(250), 100)).isEqualTo(3);
		assertThat(count(limit, 0, NOW.minusSeconds(3600), 100)).isEqualTo(10);
	}

	@Test
	void rateBelowOneASecondKeepsOneAttempt() {
		AttemptLimit limit = new AttemptLimit(0, 0.1);
		assertThat(count(limit, 0, NOW.minusSeconds(3600), 100)).isEqualTo(1);
		assertThat(AttemptPermits.of(limit, 0, NOW.minusSeconds(3600), NOW, 100).nextAt(1))
			.isEqualTo(NOW.plusSeconds(10));
	}

	@Test
	void rateHoldsOverAnyWindow() {
		AttemptLimit limit = new AttemptLimit(0, 50);
		Instant nextAt = null;
		int taken = 0;
		Duration step = Duration.ofMillis(7);
		for (Instant now = NOW; now.isBefore(NOW.plusSeconds(10)); now = now.plus(step)) {
			AttemptPermits permits = AttemptPermits.of(limit, 0, nextAt, now, 100);
			taken += permits.count();
			nextAt = (permits.count() > 0) ? permits.nextAt(permits.count()) : nextAt;
		}
		assertThat(taken).isBetween(499, 501);
	}

	@Test
	void limitThatIsNoneIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new AttemptLimit(-1, 0)).withMessageContaining("-1");
		assertThatIllegalArgumentException().isThrownBy(() -> new AttemptLimit(0, Double.NaN));
	}

}
