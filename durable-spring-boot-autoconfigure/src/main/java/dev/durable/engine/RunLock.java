package dev.durable.engine;

import java.time.Duration;

import dev.durable.DurableLock;
import org.jspecify.annotations.Nullable;

/**
 * A lock of a run: one permit, and who has it.
 */
final class RunLock implements DurableLock {

	private final RunSemaphore permit;

	private @Nullable Branch holder;

	private int holds;

	RunLock(RunCore run) {
		this.permit = new RunSemaphore(run, 1);
	}

	@Override
	public void lock() {
		take("DurableLock.lock", null);
	}

	@Override
	public boolean tryLock(Duration limit) {
		return take("DurableLock.tryLock", limit);
	}

	private boolean take(String call, @Nullable Duration limit) {
		Branch branch = RunContext.required(call).writable(call);
		if (this.holder != branch && !this.permit.take(call, 1, limit)) {
			return false;
		}
		this.holder = branch;
		this.holds++;
		return true;
	}

	@Override
	public void unlock() {
		Branch branch = RunContext.required("DurableLock.unlock").writable("DurableLock.unlock");
		if (this.holder != branch) {
			throw new IllegalMonitorStateException(
					"The lock is not held by branch '" + branch + "', which wants to give it back");
		}
		this.holds--;
		if (this.holds == 0) {
			this.holder = null;
			this.permit.give(1);
		}
	}

}
