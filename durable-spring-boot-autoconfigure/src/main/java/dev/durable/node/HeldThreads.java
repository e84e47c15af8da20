package dev.durable.node;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import dev.durable.engine.HeldThread;
import dev.durable.engine.RunIdentity;

/**
 * The threads that workflow code holds by other means than durable calls.
 */
final class HeldThreads {

	private final Set<Held> threads = ConcurrentHashMap.newKeySet();

	private final LongSupplier nanos;

	HeldThreads(LongSupplier nanos) {
		this.nanos = nanos;
	}

	/**
	 * Add a thread that has just been noticed.
	 * @return removes it
	 */
	Runnable add(RunIdentity run, String branch, Thread thread) {
		Held held = new Held(run, branch, thread, this.nanos.getAsLong());
		this.threads.add(held);
		return () -> this.threads.remove(held);
	}

	List<HeldThread> list() {
		long now = this.nanos.getAsLong();
		return this.threads.stream().map((held) -> held.at(now)).toList();
	}

	private record Held(RunIdentity run, String branch, Thread thread, long sinceNanos) {

		HeldThread at(long now) {
			Duration held = Duration.ofNanos(now - this.sinceNanos).plus(HeldThread.NOTICED);
			return new HeldThread(this.run, this.branch, held, List.of(this.thread.getStackTrace()));
		}

	}

}
