package dev.durable.proxy;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;

/**
 * Activities that return a future, as {@code @Async} ones do. The result of the activity
 * is what the future is completed with: an attempt ends when it is, and a workflow gets
 * one that is completed.
 */
final class FutureResults {

	private FutureResults() {
	}

	static boolean isFuture(Class<?> type) {
		return Future.class.isAssignableFrom(type) || CompletionStage.class.isAssignableFrom(type);
	}

	/**
	 * Tell whether a workflow can be given a future of the type.
	 */
	static boolean isSupported(Class<?> type) {
		return isFuture(type) && type.isAssignableFrom(CompletableFuture.class);
	}

	/**
	 * Return the type of what is recorded.
	 */
	static Type valueType(Type result) {
		ResolvableType type = ResolvableType.forType(result);
		if (!isFuture(type.resolve(Object.class))) {
			return result;
		}
		Class<?> declared = Future.class.isAssignableFrom(type.resolve(Object.class)) ? Future.class
				: CompletionStage.class;
		ResolvableType value = type.as(declared).getGeneric(0);
		return (value.resolve() != null) ? value.getType() : Object.class;
	}

	/**
	 * Return what a workflow gets from a method, given its recorded result.
	 */
	static @Nullable Object asReturned(Method method, @Nullable Object value) {
		return isFuture(method.getReturnType()) ? CompletableFuture.completedFuture(value) : value;
	}

	/**
	 * Wait for the value of a future. If the attempt is interrupted, the future is
	 * cancelled.
	 */
	static @Nullable Object await(@Nullable Object result) throws Throwable {
		Future<?> future = (result instanceof CompletionStage<?> stage && !(result instanceof Future<?>))
				? stage.toCompletableFuture() : (Future<?>) result;
		if (future == null) {
			return null;
		}
		try {
			return future.get();
		}
		catch (InterruptedException ex) {
			future.cancel(true);
			throw ex;
		}
		catch (ExecutionException ex) {
			throw cause(ex);
		}
	}

	private static Throwable cause(Throwable failure) {
		Throwable cause = failure;
		while ((cause instanceof ExecutionException || cause instanceof CompletionException)
				&& cause.getCause() != null) {
			cause = cause.getCause();
		}
		return cause;
	}

}
