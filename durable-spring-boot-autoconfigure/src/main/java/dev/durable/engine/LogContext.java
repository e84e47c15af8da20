package dev.durable.engine;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * What log lines say of the workflow or the attempt that they come from, as keys of the
 * logging context (MDC). A key that does not apply is taken away: a workflow that an
 * activity has started has nothing of that activity.
 */
public final class LogContext {

	/**
	 * The keys, which are never carried from a caller.
	 */
	public static final List<String> KEYS = List.of("workflowId", "runId", "workflowType", "activity", "attempt");

	private final @Nullable String[] values;

	private LogContext(@Nullable String... values) {
		this.values = values;
	}

	/**
	 * Make the context of a run.
	 * @param run the run
	 * @param type its workflow type
	 * @return the context
	 */
	public static LogContext of(RunIdentity run, String type) {
		return new LogContext(run.workflowId(), run.runId().toString(), type, null, null);
	}

	/**
	 * Make the context of an attempt of an activity of this run.
	 * @param activity the activity
	 * @param attempt the number of the attempt
	 * @return the context
	 */
	public LogContext of(String activity, int attempt) {
		return new LogContext(this.values[0], this.values[1], this.values[2], activity, Integer.toString(attempt));
	}

	/**
	 * Put the keys on the calling thread.
	 * @return puts back what was there before, on the same thread
	 */
	public Restore open() {
		@Nullable String[] before = new String[this.values.length];
		for (int i = 0; i < before.length; i++) {
			before[i] = MDC.get(KEYS.get(i));
		}
		set(before, this.values);
		return new Restore(before, this.values);
	}

	private static void set(@Nullable String[] from, @Nullable String[] to) {
		for (int i = 0; i < to.length; i++) {
			String value = to[i];
			if (value != null) {
				MDC.put(KEYS.get(i), value);
			}
			else if (from[i] != null) {
				MDC.remove(KEYS.get(i));
			}
		}
	}

	/**
	 * Puts back what a thread had before.
	 */
	public static final class Restore implements AutoCloseable {

		private final @Nullable String[] before;

		private final @Nullable String[] values;

		private Restore(@Nullable String[] before, @Nullable String[] values) {
			this.before = before;
			this.values = values;
		}

		@Override
		public void close() {
			set(this.values, this.before);
		}

	}

}
