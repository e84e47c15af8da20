package dev.durable.node;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

/**
 * What a run was told and has not taken up yet, and whether a step that takes it up is
 * under way or about to be. May be used by any thread.
 */
final class Mailbox {

	private final NodeExecutor executor;

	private final Runnable step;

	private final Queue<Message> messages = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean letters = new AtomicBoolean();

	private final AtomicBoolean scheduled = new AtomicBoolean();

	/**
	 * Create a mailbox.
	 * @param executor runs the step
	 * @param step takes up what there is; calls {@link #ended} at its end
	 */
	Mailbox(NodeExecutor executor, Runnable step) {
		this.executor = executor;
		this.step = step;
	}

	void add(Message message) {
		this.messages.add(message);
		nudge();
	}

	/**
	 * Add a message, as the last thing that the step of the calling thread does.
	 */
	void addLast(Message message) {
		this.messages.add(message);
		nudgeNext();
	}

	void lettersArrived() {
		this.letters.set(true);
		nudge();
	}

	void nudge() {
		if (this.scheduled.compareAndSet(false, true)) {
			this.executor.execute(Lane.TURN, this.step);
		}
	}

	/**
	 * Nudge, as one of the last things that the step of the calling thread does.
	 */
	void nudgeNext() {
		if (this.scheduled.compareAndSet(false, true)) {
			this.executor.executeNext(Lane.TURN, this.step);
		}
	}

	/**
	 * The step has ended: from now on another one may begin.
	 */
	void ended() {
		this.scheduled.set(false);
	}

	boolean hasMessages() {
		return !this.messages.isEmpty();
	}

	boolean hasLetters() {
		return this.letters.get();
	}

	@Nullable Message peek() {
		return this.messages.peek();
	}

	@Nullable Message poll() {
		return this.messages.poll();
	}

	/**
	 * Tell whether letters have arrived since the last time that this was asked.
	 */
	boolean takeLetters() {
		return this.letters.getAndSet(false);
	}

	/**
	 * The letters could not be taken: they are still there.
	 */
	void putLettersBack() {
		this.letters.set(true);
	}

}
