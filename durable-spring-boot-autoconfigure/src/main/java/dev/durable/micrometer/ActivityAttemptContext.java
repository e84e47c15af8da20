package dev.durable.micrometer;

import java.util.Locale;
import java.util.Map;

import dev.durable.node.AttemptOutcome;
import dev.durable.node.CodeObserver.AttemptCall;

/**
 * An attempt of an activity that is observed, which ends as {@code completed},
 * {@code failed}, {@code left} to somebody who has its token, {@code abandoned}, or
 * {@code unknown} where it is not known whether it has committed. It continues the trace
 * that the calling workflow code belongs to.
 */
public final class ActivityAttemptContext extends ObservedCodeContext {

	private final AttemptCall call;

	ActivityAttemptContext(AttemptCall call, Map<String, String> trace) {
		super(call.run(), call.type(), trace);
		this.call = call;
	}

	void ended(AttemptOutcome end) {
		ended(end.name().toLowerCase(Locale.ROOT));
	}

	/**
	 * Return the activity.
	 * @return its name
	 */
	public String getActivity() {
		return this.call.activity().activity();
	}

	/**
	 * Return which attempt it is.
	 * @return the number, from 1
	 */
	public int getAttempt() {
		return this.call.number();
	}

}
