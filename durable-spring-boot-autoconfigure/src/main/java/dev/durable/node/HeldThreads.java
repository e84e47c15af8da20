package dev.durable.node;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

import dev.durable.engine.HeldThread;
import dev.durable.engine.RunIdentity;

/**
 * The threads that workflow code holds by other means than durable calls. Whoever drives
 * a run sees that a branch does; a condition or a validator may hold the driver's own
 * thread, so each of them is known from its begin, and looked at now and then.
 */
final class HeldThreads {

	private final Set<Held> threads = ConcurrentHashMap.newKeySet();

	private final Set<Reading> readings = ConcurrentHashMap.newKeySet();

	private final LongSupplier nanos;

	HeldThreads(LongSupplier nanos) {
		this.nanos = nanos;
	}

	/**
	 * Add a thread that has just been noticed.
	 * @return removes it
	 */
	Runnable add(RunIdentity run, String branch, Thread thread) {
		Held held = new Held(run, branch, thread, this.nanos.getAsLong() - HeldThread.NOTICED.toNanos());
		this.threads.add(held);
		return () -> this.threads.remove(held);
	}

	/**
	 * Add the calling thread, which begins to read.
	 * @param late told once where it is, if it takes long
	 * @return removes it
	 */
	Runnable reading(RunIdentity run, Consumer<StackTraceElement[]> late) {
		Reading reading = new Reading(
				new Held(run, "a condition or validator", Thread.currentThread(), this.nanos.getAsLong()), late);
		this.readings.add(reading);
		return () -> this.readings.remove(reading);
	}

	/**
	 * Look which readings take long.
	 */
	void look() {
		long now = this.nanos.getAsLong();
		this.readings.stream().filter((reading) -> reading.held.isLong(now)).forEach(Reading::tell);
	}

	List<HeldThread> list() {
		long now = this.nanos.getAsLong();
		return Stream.concat(this.threads.stream(), this.readings.stream().map((reading) -> reading.held))
			.filter((held) -> held.isLong(now))
			.map((held) -> held.at(now))
			.toList();
	}

	private record Held(RunIdentity run, String branch, Thread thread, long sinceNanos) {

		boolean isLong(long now) {
			return now - this.sinceNanos >= HeldThread.NOTICED.toNanos();
		}

		HeldThread at(long now) {
			return new HeldThread(this.run, this.branch, Duration.ofNanos(now - this.sinceNanos),
					List.of(this.thread.getStackTrace()));
		}

	}

	/**
	 * Each is another one, even if the same thread reads twice at the same time.
	 */
	private static final class Reading {

		private final Held held;

		private final Consumer<StackTraceElement[]> late;

		private boolean told;

		Reading(Held held, Consumer<StackTraceElement[]> late) {
			this.held = held;
			this.late = late;
		}

		void tell() {
			if (!this.told) {
				this.told = true;
				this.late.accept(this.held.thread().getStackTrace());
			}
		}

	}

}
