package dev.durable.node;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for who waits for what.
 */
class WaitersTests {

	private final Waiters<String, Integer> waiters = new Waiters<>(IllegalStateException::new);

	@Test
	void allWhoWaitAreTold() {
		CompletableFuture<Integer> one = this.waiters.await("a");
		CompletableFuture<Integer> two = this.waiters.await("a");
		this.waiters.complete("a", 42);
		assertThat(one).isCompletedWithValue(42);
		assertThat(two).isCompletedWithValue(42);
		assertThat(this.waiters.keys()).isEmpty();
	}

	@Test
	void nothingIsKeptForWhoHasGivenUp() {
		CompletableFuture<Integer> one = this.waiters.await("a");
		CompletableFuture<Integer> two = this.waiters.await("a");
		one.cancel(false);
		assertThat(this.waiters.keys()).containsExactly("a");
		two.cancel(false);
		assertThat(this.waiters.keys()).isEmpty();
	}

	@Test
	void whoComesAfterTheEndIsRefusedLikeWhoWasThere() {
		CompletableFuture<Integer> before = this.waiters.await("a");
		this.waiters.close();
		assertThatExceptionOfType(CompletionException.class).isThrownBy(before::join)
			.withCauseInstanceOf(IllegalStateException.class);
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> this.waiters.await("b").join())
			.withCauseInstanceOf(IllegalStateException.class);
		assertThat(this.waiters.keys()).isEmpty();
	}

}
