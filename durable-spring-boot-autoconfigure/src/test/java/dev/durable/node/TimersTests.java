package dev.durable.node;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.durable.engine.Run;
import dev.durable.history.Incoming;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for when timers fire, and in which order.
 */
class TimersTests {

	private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

	private final Map<Long, Instant> open = new HashMap<>();

	private final List<Long> fired = new ArrayList<>();

	private final ResidentRun owner = mock(ResidentRun.class);

	private final NodeContext node = mock(NodeContext.class);

	private final Timers timers = new Timers(this.owner, this.node);

	@BeforeEach
	void prepare() {
		DatabaseClock clock = mock(DatabaseClock.class);
		given(clock.now()).willReturn(NOW);
		given(this.node.clock()).willReturn(clock);
		given(this.node.listener()).willReturn(NodeListener.NONE);
		Run run = mock(Run.class);
		given(run.openTimers()).willReturn(this.open);
		given(this.owner.run()).willReturn(run);
		given(this.owner.timeouts()).willReturn(mock(Timeouts.class));
		given(this.owner.takeTurn(any(), any())).willAnswer((call) -> {
			long id = ((Incoming.TimerFired) call.getArgument(0)).timerId();
			this.fired.add(id);
			this.open.remove(id);
			return true;
		});
	}

	@Test
	void anAlarmLetsThoseFireFirstThatWereDueBefore() {
		this.open.put(9L, NOW.minusMillis(2));
		this.open.put(7L, NOW.minusMillis(1));
		this.open.put(5L, NOW.plusMillis(1));
		this.timers.alarmed(7, new Unit());
		assertThat(this.fired).containsExactly(9L, 7L);
		this.timers.alarmed(9, new Unit());
		assertThat(this.fired).hasSize(2);
	}

	@Test
	void timersThatAreDueTogetherFireAsTheyWereSet() {
		for (long id = 20; id > 10; id--) {
			this.open.put(id, NOW);
		}
		this.timers.alarmed(20, new Unit());
		assertThat(this.fired).hasSize(10).isSorted();
	}

	@Test
	void anAlarmThatIsEarlyChangesNothing() {
		this.open.put(5L, NOW.plusMillis(1));
		this.timers.alarmed(5, new Unit());
		assertThat(this.fired).isEmpty();
	}

	@Test
	void noTimerFiresAFractionOfAMillisecondEarly() {
		this.open.put(5L, NOW.plusNanos(1_000));
		this.timers.alarmed(5, new Unit());
		this.timers.fireDue(this.owner.run(), new Unit());
		assertThat(this.fired).isEmpty();
	}

}
