package dev.durable.faults;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Lets time pass, for those who make faults.
 */
public final class Pauses {

	private Pauses() {
	}

	/**
	 * Let time pass.
	 * @param time how much
	 */
	public static void pause(Duration time) {
		try {
			TimeUnit.MILLISECONDS.sleep(time.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Let some time pass.
	 * @param limit the longest time
	 * @param random decides
	 */
	public static void pauseUpTo(Duration limit, RandomGenerator random) {
		pause(Duration.ofMillis(random.nextLong(Math.max(1, limit.toMillis()))));
	}

}
