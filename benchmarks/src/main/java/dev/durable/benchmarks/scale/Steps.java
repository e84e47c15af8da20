package dev.durable.benchmarks.scale;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import dev.durable.Activity;

/**
 * Steps that take time.
 */
@Activity
public class Steps {

	/** Whether steps of this process do not end. */
	static final String HOLD = "hold";

	private static final long MILLIS = 50;

	/**
	 * End at once, unless this process is one that holds.
	 */
	public void hold() {
		while (Boolean.getBoolean(HOLD)) {
			LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
		}
	}

	/**
	 * Take some time, and no processor.
	 */
	public void wait50() {
		LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(MILLIS));
	}

}
