package dev.durable;

import java.io.Serial;

/**
 * The attempt of an activity that runs on the calling thread no longer counts: its time
 * is over, its run is closed, or its node has lost the lease. Thrown by
 * {@link ActivityContext#heartbeat(Object)}. Whatever the attempt returns or throws is
 * refused, so it should end without further side effects.
 */
public final class ActivityAbandoned extends DurableFailure {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String activity;

	/**
	 * Create a failure. For the engine and for tests.
	 * @param activity the name of the activity
	 * @param reason why the attempt no longer counts, to follow a colon
	 */
	public ActivityAbandoned(String activity, String reason) {
		super("This attempt of activity '" + activity + "' no longer counts: " + reason
				+ ". Its result would be refused. End it without further side effects.", null);
		this.activity = activity;
	}

	/**
	 * The activity whose attempt no longer counts.
	 * @return the name of the activity
	 */
	public String activity() {
		return this.activity;
	}

}
