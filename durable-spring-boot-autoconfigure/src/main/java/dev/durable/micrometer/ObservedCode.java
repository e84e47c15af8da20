package dev.durable.micrometer;

import java.util.Map;

import dev.durable.history.Incoming;
import dev.durable.node.AttemptOutcome;
import dev.durable.node.CodeObserver;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Observes turns of workflows and attempts of activities. Each continues the trace of
 * whoever has sent the event or made the call.
 */
public final class ObservedCode implements CodeObserver {

	private static final TurnObservationConvention TURN = new DefaultTurnObservationConvention();

	private static final ActivityAttemptObservationConvention ATTEMPT = new DefaultActivityAttemptObservationConvention();

	private final Guard guard = new Guard("The observations of code");

	private final ObservationRegistry registry;

	private final @Nullable TurnObservationConvention turns;

	private final @Nullable ActivityAttemptObservationConvention attempts;

	/**
	 * Create it.
	 * @param registry where code is observed
	 * @param turns how the application wants turns to be named, or null
	 * @param attempts how the application wants attempts to be named, or null
	 */
	public ObservedCode(ObservationRegistry registry, @Nullable TurnObservationConvention turns,
			@Nullable ActivityAttemptObservationConvention attempts) {
		this.registry = registry;
		this.turns = turns;
		this.attempts = attempts;
	}

	@Override
	public @Nullable ObservedTurn turn(TurnCall call) {
		if (this.registry.isNoop()) {
			return null;
		}
		TurnObservation turn = new TurnObservation(call);
		if (!call.open()) {
			turn.begin();
		}
		return turn;
	}

	@Override
	public @Nullable ObservedAttempt attempt(AttemptCall call) {
		if (this.registry.isNoop()) {
			return null;
		}
		ActivityAttemptContext[] context = new ActivityAttemptContext[1];
		GuardedObservation observation = GuardedObservation.start(this.guard, () -> {
			context[0] = new ActivityAttemptContext(call, trace(call.activity().headers()));
			return DurableObservation.ACTIVITY_ATTEMPT.start(this.attempts, ATTEMPT, () -> context[0], this.registry);
		});
		if (observation == null) {
			return null;
		}
		observation.enter();
		return (outcome, failure) -> end(context[0], observation, outcome, failure);
	}

	private static void end(ActivityAttemptContext context, GuardedObservation observation, AttemptOutcome outcome,
			@Nullable Throwable failure) {
		context.ended(outcome);
		observation.exit();
		observation.end(failure);
	}

	private static Map<String, String> trace(Map<String, String> headers) {
		return TraceHeaders.decode(headers.get(TracePropagator.NAME));
	}

	private static Map<String, String> trace(TurnCall call) {
		Map<String, String> own = trace(headers(call.event()));
		return own.isEmpty() ? trace(call.origin()) : own;
	}

	private static Map<String, String> headers(Incoming event) {
		if (event instanceof Incoming.WorkflowStarted started) {
			return started.details().headers();
		}
		if (event instanceof Incoming.SignalReceived signal) {
			return signal.headers();
		}
		return (event instanceof Incoming.UpdateAccepted update) ? update.headers() : Map.of();
	}

	/**
	 * One branch at a time is inside, each on its own thread. Whoever hands on the baton
	 * hands on what is seen of these fields.
	 */
	private final class TurnObservation implements ObservedTurn {

		private final TurnCall call;

		private @Nullable TurnContext context;

		private @Nullable GuardedObservation observation;

		private boolean inside;

		TurnObservation(TurnCall call) {
			this.call = call;
		}

		void begin() {
			this.observation = GuardedObservation.start(ObservedCode.this.guard, () -> {
				TurnContext fresh = new TurnContext(this.call, trace(this.call));
				this.context = fresh;
				return DurableObservation.WORKFLOW_TURN.start(ObservedCode.this.turns, TURN, () -> fresh,
						ObservedCode.this.registry);
			});
		}

		@Override
		public void enter() {
			this.inside = true;
			if (this.observation != null) {
				this.observation.enter();
			}
		}

		@Override
		public void issued() {
			if (this.context == null) {
				begin();
				if (this.inside && this.observation != null) {
					this.observation.enter();
				}
			}
		}

		@Override
		public void exit() {
			this.inside = false;
			if (this.observation != null) {
				this.observation.exit();
			}
		}

		@Override
		public void end(@Nullable Throwable failure) {
			if (this.observation != null && this.context != null) {
				this.context.ended(failure != null);
				this.observation.end(failure);
			}
		}

	}

}
