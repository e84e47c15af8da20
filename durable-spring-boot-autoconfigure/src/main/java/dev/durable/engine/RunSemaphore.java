package dev.durable.engine;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

import dev.durable.DurableSemaphore;
import org.jspecify.annotations.Nullable;

/**
 * A semaphore of a run. Who waits holds a ticket; permits go to the first ticket only, so
 * one who wants many is not passed by those who want few.
 */
final class RunSemaphore implements DurableSemaphore {

	private final RunCore run;

	private final Set<Ticket> waiting = new LinkedHashSet<>();

	private long available;

	RunSemaphore(RunCore run, int permits) {
		this.run = run;
		this.available = permits;
	}

	@Override
	public void acquire(int permits) {
		take("DurableSemaphore.acquire", positive(permits), null);
	}

	@Override
	public boolean tryAcquire(int permits, Duration limit) {
		return take("DurableSemaphore.tryAcquire", positive(permits), limit);
	}

	@Override
	public void release(int permits) {
		positive(permits);
		RunContext.required("DurableSemaphore.release").writable("DurableSemaphore.release");
		give(permits);
	}

	/**
	 * Take permits.
	 * @param call what the code has called
	 * @param permits how many
	 * @param limit how long to wait, or null for any time
	 * @return false if the time ran out first
	 */
	boolean take(String call, int permits, @Nullable Duration limit) {
		RunContext context = RunContext.required(call);
		context.writable(call);
		if (this.waiting.isEmpty() && this.available >= permits) {
			this.available -= permits;
			return true;
		}
		Ticket ticket = new Ticket(permits, new RunPromise<>(this.run));
		this.waiting.add(ticket);
		boolean granted = false;
		try {
			granted = context.join(ticket.promise(), limit);
		}
		catch (RuntimeException ex) {
			giveUp(ticket);
			throw ex;
		}
		if (!granted) {
			giveUp(ticket);
		}
		return granted;
	}

	/*
	 * The next one may want less.
	 */
	private void giveUp(Ticket ticket) {
		this.waiting.remove(ticket);
		grant();
	}

	void give(int permits) {
		this.available += permits;
		grant();
	}

	private void grant() {
		while (!this.waiting.isEmpty()) {
			Ticket first = this.waiting.iterator().next();
			if (first.permits() > this.available) {
				return;
			}
			this.waiting.remove(first);
			this.available -= first.permits();
			first.promise().complete(null);
		}
	}

	private static int positive(int permits) {
		if (permits < 1) {
			throw new IllegalArgumentException("The number of permits is " + permits + ": use at least 1");
		}
		return permits;
	}

	/**
	 * The place of one who waits.
	 *
	 * @param permits how many it waits for
	 * @param promise settled when it has them
	 */
	private record Ticket(int permits, RunPromise<@Nullable Void> promise) {

	}

}
