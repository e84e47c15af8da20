package dev.durable.faults.wire;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * What holds for all that passes: whether it passes, and how long it takes.
 */
final class Weather {

	private final WireEvidence evidence;

	private Duration delay = Duration.ZERO;

	private boolean hole;

	private boolean over;

	Weather(WireEvidence evidence) {
		this.evidence = evidence;
	}

	synchronized void delay(Duration delay) {
		this.delay = delay;
	}

	synchronized void hole(boolean hole) {
		this.hole = hole;
		notifyAll();
	}

	synchronized void end() {
		this.over = true;
		notifyAll();
	}

	/**
	 * Wait for as long as something takes that is on its way.
	 */
	synchronized void pass() throws InterruptedException {
		if (!this.delay.isZero()) {
			this.evidence.add(WireEvent.DELAYED);
			await(this.delay);
		}
		if (this.hole && !this.over) {
			this.evidence.add(WireEvent.HELD);
			while (this.hole && !this.over) {
				wait();
			}
		}
	}

	/**
	 * Wait, but not longer than the proxy is there.
	 */
	void await(Duration time) throws InterruptedException {
		await(time, () -> false);
	}

	/**
	 * Wait for something, but not longer than the proxy is there.
	 */
	synchronized void await(Duration time, BooleanSupplier condition) throws InterruptedException {
		long end = System.nanoTime() + time.toNanos();
		long left = time.toNanos();
		while (left > 0 && !this.over && !condition.getAsBoolean()) {
			TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000));
			left = end - System.nanoTime();
		}
	}

	/**
	 * Let who waits for something look whether it is there.
	 */
	synchronized void wake() {
		notifyAll();
	}

}
