package dev.durable.proxy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

/**
 * Waits for what a node answers.
 */
final class Waits {

	private Waits() {
	}

	static <T> T get(CompletableFuture<T> future, String workflowId) {
		try {
			return future.get();
		}
		catch (ExecutionException ex) {
			throw failed(ex, workflowId);
		}
		catch (InterruptedException ex) {
			future.cancel(false);
			throw interrupted(ex, workflowId);
		}
	}

	/*
	 * A future that nobody waits for any more must not be kept.
	 */
	static <T> T get(CompletableFuture<T> future, String workflowId, Duration limit) throws TimeoutException {
		try {
			return future.get(Math.max(0, TimeUnit.NANOSECONDS.convert(limit)), TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException ex) {
			throw failed(ex, workflowId);
		}
		catch (TimeoutException ex) {
			future.cancel(false);
			throw ex;
		}
		catch (InterruptedException ex) {
			future.cancel(false);
			throw interrupted(ex, workflowId);
		}
	}

	/**
	 * Return what the caller gets to see of a failure.
	 */
	static RuntimeException failed(Throwable failure, String workflowId) {
		Throwable cause = failure;
		while ((cause instanceof ExecutionException || cause instanceof CompletionException)
				&& cause.getCause() != null) {
			cause = cause.getCause();
		}
		return (cause instanceof RuntimeException known) ? known : new IllegalStateException(
				"The answer of workflow '" + workflowId + "' could not be read. The run is not affected", cause);
	}

	private static RuntimeException interrupted(@Nullable InterruptedException cause, String workflowId) {
		Thread.currentThread().interrupt();
		return new IllegalStateException(
				"The thread was interrupted while it waited for workflow '" + workflowId + "'. The run goes on", cause);
	}

}
