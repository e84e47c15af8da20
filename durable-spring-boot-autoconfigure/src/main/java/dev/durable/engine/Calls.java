package dev.durable.engine;

import java.util.Map;
import java.util.function.Supplier;

import dev.durable.history.Command;
import dev.durable.history.FailureInfo;
import dev.durable.history.Payload;
import dev.durable.history.UnwritableException;
import org.jspecify.annotations.Nullable;

/**
 * What all calls have in common that carry something or stay open: they may be refused,
 * and what was refused once is refused on replay.
 */
final class Calls {

	private static final String TOO_MANY = "TooManyPending";

	private final RunCore run;

	private boolean drifted;

	Calls(RunCore run) {
		this.run = run;
	}

	/**
	 * Begin a call of something that stays open for a while.
	 * @param call what is called
	 * @throws dev.durable.ApplicationFailure if it is refused
	 */
	void begin(String call) {
		failAsRecorded(call);
		int max = this.run.environment().limits().maxPending();
		if (!this.run.isReplaying() && this.run.pending() >= max) {
			throw refuse(call,
					FailureInfo.application(TOO_MANY, "Call '" + call + "' was refused: " + max
							+ " activities, timers, children and requests of " + this.run
							+ " are open, and there may be no more. Wait for some of them before you start others."));
		}
	}

	private void failAsRecorded(String call) {
		if (this.run.log().next() instanceof Command.CallRefused refused && refused.call().equals(call)) {
			this.run.issue(refused);
			throw Failures.restore(refused.failure(), this.run.environment().converter());
		}
	}

	private RuntimeException refuse(String call, FailureInfo failure) {
		this.run.issue(new Command.CallRefused(call, failure));
		return Failures.restore(failure, this.run.environment().converter());
	}

	/**
	 * Write what a call carries.
	 * @param call what is called
	 * @param writer writes it
	 * @return what was written; on replay something else may be stored, and counts
	 * @throws dev.durable.ApplicationFailure if it cannot be written
	 */
	Payload write(String call, Supplier<Payload> writer) {
		failAsRecorded(call);
		try {
			return writer.get();
		}
		catch (UnwritableException ex) {
			if (this.run.isReplaying()) {
				return Payload.NULL;
			}
			throw refuse(call, FailureInfo.application(UnwritableException.class.getName(),
					"What call '" + call + "' carries cannot be stored, so nothing was done: " + ex.getMessage()));
		}
	}

	/**
	 * Capture the context that a call carries. On replay the stored one counts.
	 */
	Map<String, String> headers(String call) {
		if (this.run.isReplaying()) {
			return Map.of();
		}
		try {
			return this.run.environment().propagation().capture();
		}
		catch (RuntimeException ex) {
			if (this.run.isBug(ex)) {
				this.run.crashed(ex);
				throw ex;
			}
			throw refuse(call, Failures.describe(ex, this.run.environment().converter()));
		}
	}

	/**
	 * Tell once that a call carries something else than what is stored. Whoever is told
	 * may want the run to be stuck, and throws that.
	 */
	void warnOfDrift(String call, @Nullable Payload asked, @Nullable Payload stored) {
		if (!this.drifted && asked != null && stored != null && !asked.equals(stored)) {
			this.drifted = true;
			try {
				this.run.environment().drift().accept(this.run.identity(), call);
			}
			catch (StuckException ex) {
				this.run.stop(ex);
				throw new Unwound();
			}
		}
	}

}
