package dev.durable.actuate;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.durable.node.Inspection;
import dev.durable.store.OpenRuns;
import org.jspecify.annotations.Nullable;

/**
 * Asks the store whether it answers, and waits no longer than a bound. A question that
 * gets no answer is not repeated: those who ask meanwhile wait for the same one, so a
 * store that hangs costs one thread and one connection.
 */
final class StoreProbe {

	private final Duration bound;

	private @Nullable Question current;

	StoreProbe(Duration bound) {
		this.bound = bound;
	}

	Answer ask(Inspection inspection) {
		Question question = question(inspection);
		long begin = System.nanoTime();
		String trouble = await(question.time);
		Duration took = Duration.ofNanos(System.nanoTime() - begin);
		if (trouble != null) {
			return new Answer(trouble, took, null);
		}
		String late = await(question.open);
		return new Answer(null, took, (late != null) ? null : question.open.join());
	}

	private synchronized Question question(Inspection inspection) {
		Question asked = this.current;
		if (asked == null || asked.open.isDone()) {
			asked = new Question();
			this.current = asked;
			Thread thread = new Thread(null, asked.to(inspection), "durable-health", 0, false);
			thread.setDaemon(true);
			thread.start();
		}
		return asked;
	}

	private @Nullable String await(CompletableFuture<?> answer) {
		try {
			answer.get(this.bound.toMillis(), TimeUnit.MILLISECONDS);
			return null;
		}
		catch (TimeoutException ex) {
			return "It has not answered within " + this.bound.toSeconds() + " s";
		}
		catch (ExecutionException ex) {
			Throwable cause = (ex.getCause() != null) ? ex.getCause() : ex;
			return "It has failed with " + cause.getClass().getSimpleName();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return "The wait for it was interrupted";
		}
	}

	/**
	 * What the store has answered.
	 *
	 * @param trouble why it has not, or null if it has
	 * @param took how long it took
	 * @param open how much is waiting, or null if that was not to be had in time
	 */
	record Answer(@Nullable String trouble, Duration took, @Nullable OpenRuns open) {

	}

	/**
	 * A question and what is known of its answers.
	 */
	private static final class Question {

		private final CompletableFuture<Object> time = new CompletableFuture<>();

		private final CompletableFuture<OpenRuns> open = new CompletableFuture<>();

		Runnable to(Inspection inspection) {
			return () -> {
				try {
					this.time.complete(inspection.storeTime());
					this.open.complete(inspection.countOpen());
				}
				catch (Throwable ex) {
					this.time.completeExceptionally(ex);
					this.open.completeExceptionally(ex);
				}
			};
		}

	}

}
