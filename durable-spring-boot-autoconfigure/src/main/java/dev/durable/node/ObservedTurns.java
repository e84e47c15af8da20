package dev.durable.node;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import dev.durable.engine.Run;
import dev.durable.engine.StuckException;
import dev.durable.engine.Turn;
import dev.durable.engine.TurnScope;
import dev.durable.history.Incoming;
import dev.durable.history.Recorded;
import dev.durable.node.CodeObserver.ObservedTurn;
import dev.durable.node.CodeObserver.TurnCall;
import org.jspecify.annotations.Nullable;

/**
 * The turns of a run, with whoever looks at them.
 */
final class ObservedTurns {

	private final ResidentRun owner;

	private final NodeExecutor executor;

	private final DatabaseClock clock;

	private final CodeObserver observer;

	ObservedTurns(ResidentRun owner, NodeContext node) {
		this.owner = owner;
		this.executor = node.executor();
		this.clock = node.clock();
		this.observer = node.instrumentation().observer();
	}

	/**
	 * Let the code of a run take one event.
	 * @throws StuckException if it cannot
	 */
	Turn take(Run run, Incoming event, Instant at) {
		this.executor.passOn();
		ObservedTurn observed = observed(event, run.details().headers(), false);
		if (observed == null) {
			return run.turn(event, at);
		}
		StuckException failure = null;
		try {
			return run.turn(event, at, observed);
		}
		catch (StuckException ex) {
			failure = ex;
			throw ex;
		}
		finally {
			observed.end(failure);
		}
	}

	/**
	 * Replay the history of a run. Its last turn may never have been taken.
	 * @return the commands of that turn
	 * @throws StuckException if the code asks for others than are stored
	 */
	List<Recorded> replay(Run run, List<Recorded> history) {
		Instant now = this.clock.now();
		ObservedTurn observed = open(history);
		if (observed == null) {
			return run.replay(history, now, TurnScope.NONE);
		}
		StuckException failure = null;
		try {
			return run.replay(history, now, observed);
		}
		catch (StuckException ex) {
			failure = ex;
			throw ex;
		}
		finally {
			observed.end(failure);
		}
	}

	private @Nullable ObservedTurn open(List<Recorded> history) {
		Recorded last = history.isEmpty() ? null : history.get(history.size() - 1);
		if (last == null || !(last.event() instanceof Incoming event)) {
			return null;
		}
		Map<String, String> origin = (history.get(0).event() instanceof Incoming.WorkflowStarted started)
				? started.details().headers() : Map.of();
		return observed(event, origin, true);
	}

	private @Nullable ObservedTurn observed(Incoming event, Map<String, String> origin, boolean open) {
		return (this.observer != CodeObserver.NONE)
				? this.observer.turn(new TurnCall(this.owner.identity(), this.owner.typeName(), event, origin, open))
				: null;
	}

}
