package dev.durable.engine;

import java.util.function.Supplier;

import dev.durable.history.Command;
import dev.durable.history.Payload;
import dev.durable.history.UnreadableException;
import org.jspecify.annotations.Nullable;

/**
 * Questions whose answer a replay cannot find again: asked once, and recorded.
 */
final class SideEffects {

	private final RunCore run;

	SideEffects(RunCore run) {
		this.run = run;
	}

	@SuppressWarnings("unchecked")
	<T> @Nullable T ask(Class<T> type, Supplier<@Nullable T> effect) {
		Command.SideEffectRecorded answer = (this.run.log().next() instanceof Command.SideEffectRecorded known) ? known
				: runOnce(effect);
		this.run.issue(answer);
		if (answer.failure() != null) {
			throw Failures.restore(answer.failure(), this.run.environment().converter());
		}
		try {
			Payload value = (answer.value() != null) ? answer.value() : Payload.NULL;
			return (T) this.run.environment().converter().read(value, type);
		}
		catch (UnreadableException ex) {
			this.run.stop(this.run.unreadable("A recorded side effect", ex));
			throw new Unwound();
		}
	}

	/*
	 * On replay a side effect that the history does not have here must not run again: the
	 * run is stuck at the end of the turn anyway.
	 */
	private <T> Command.SideEffectRecorded runOnce(Supplier<@Nullable T> effect) {
		if (this.run.isReplaying()) {
			this.run.issue(new Command.SideEffectRecorded(null, null));
			throw new Unwound();
		}
		try {
			Object value = Condition.<@Nullable Object>readOnly(this.run, effect::get);
			return new Command.SideEffectRecorded(this.run.environment().converter().write(value), null);
		}
		catch (Throwable ex) {
			if (this.run.isBug(ex)) {
				this.run.crashed(ex);
				throw ex;
			}
			return new Command.SideEffectRecorded(null, Failures.describe(ex, this.run.environment().converter()));
		}
	}

}
