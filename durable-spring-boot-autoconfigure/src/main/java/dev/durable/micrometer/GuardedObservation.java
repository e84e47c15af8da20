package dev.durable.micrometer;

import java.util.function.Supplier;

import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/**
 * An observation whose handlers and convention may fail: that disturbs nobody.
 */
final class GuardedObservation {

	private final Guard guard;

	private final Observation observation;

	private Observation.@Nullable Scope scope;

	private GuardedObservation(Guard guard, Observation observation) {
		this.guard = guard;
		this.observation = observation;
	}

	/**
	 * Start an observation.
	 * @return the observation, or null if it could not be started
	 */
	static @Nullable GuardedObservation start(Guard guard, Supplier<Observation> starter) {
		try {
			return new GuardedObservation(guard, starter.get());
		}
		catch (Exception | LinkageError ex) {
			guard.failed(ex);
			return null;
		}
	}

	/**
	 * Be the current one of the calling thread.
	 */
	void enter() {
		this.guard.run(() -> this.scope = this.observation.openScope());
	}

	/**
	 * Leave the calling thread as it was.
	 */
	void exit() {
		Observation.Scope open = this.scope;
		this.scope = null;
		if (open != null) {
			this.guard.run(open::close);
		}
	}

	void end(@Nullable Throwable failure) {
		this.guard.run(() -> {
			if (failure != null) {
				this.observation.error(failure);
			}
		});
		this.guard.run(this.observation::stop);
	}

}
