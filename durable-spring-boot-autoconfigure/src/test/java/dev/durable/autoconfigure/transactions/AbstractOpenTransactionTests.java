package dev.durable.autoconfigure.transactions;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import dev.durable.client.WorkflowAlreadyStarted;
import dev.durable.client.WorkflowStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.ApplicationContext;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for a transaction that stays open for minutes. Nobody waits for minutes here: the
 * lease, the polls and all else that could run out in that time take a second or less,
 * and a latch holds the transaction until each of them has come round several times.
 */
@Timeout(60)
@SpringBootTest(classes = TransactionsApplication.class, webEnvironment = WebEnvironment.NONE,
		properties = { "spring.jpa.hibernate.ddl-auto=update", "spring.main.banner-mode=off",
				"spring.jpa.open-in-view=false", "durable.poller.interval=20ms", "durable.lease.duration=1s",
				"durable.lease.renew-interval=100ms" })
abstract class AbstractOpenTransactionTests {

	private static final Duration LEASES = Duration.ofSeconds(3);

	@Autowired
	private ApplicationContext context;

	@Test
	void everythingElseGoesOnMeanwhile() throws Exception {
		JoiningCase signalled = JoiningCase.of(this.context);
		JoiningCase cancelled = JoiningCase.of(this.context);
		JoiningCase started = JoiningCase.of(this.context);
		signalled.start();
		cancelled.start();
		CountDownLatch held = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		CompletableFuture<Void> open = CompletableFuture.runAsync(() -> template().executeWithoutResult((status) -> {
			List<String> before = settings();
			started.writeBusinessRow(started.id());
			started.start();
			started.stub().say("with the start");
			signalled.stub().say("late");
			cancelled.handle().cancel();
			assertThat(settings()).isEqualTo(before);
			held.countDown();
			join(release);
		}));
		held.await();
		Instant begin = leaseUntil();
		CompletableFuture<Void> rival = CompletableFuture.runAsync(started::start);
		workOn(signalled, cancelled);
		JoiningCase.await().until(() -> leaseUntil().isAfter(begin.plus(LEASES)));
		assertThat(nodes()).isOne();
		workOn(signalled, cancelled);
		assertThat(started.hasBusinessRow(started.id())).isFalse();
		release.countDown();
		open.join();
		signalled.hears("late");
		assertThat(signalled.stub().heard()).last().isEqualTo("late");
		cancelled.reaches(WorkflowStatus.CANCELLED);
		started.hears("with the start");
		assertThatExceptionOfType(java.util.concurrent.CompletionException.class).isThrownBy(rival::join)
			.withCauseInstanceOf(WorkflowAlreadyStarted.class);
	}

	/**
	 * Runs, attempts in transactions and letters of others are on their way as ever.
	 */
	private void workOn(JoiningCase signalled, JoiningCase cancelled) {
		JoiningCase other = JoiningCase.of(this.context);
		other.start();
		other.stub().record(other.id());
		other.hears(other.id());
		other.end();
		assertThat(other.handle().result()).isEqualTo(other.id());
		assertThat(other.hasBusinessRow(other.id())).isTrue();
		String word = "now " + other.id();
		signalled.stub().say(word);
		signalled.hears(word);
		assertThat(signalled.stub().heard()).doesNotContain("late");
		cancelled.stub().say(word);
		cancelled.hears(word);
	}

	/**
	 * What the session of the caller is set to, which the calls must leave as it was.
	 */
	abstract List<String> settings();

	ApplicationContext context() {
		return this.context;
	}

	private TransactionTemplate template() {
		return new TransactionTemplate(this.context.getBean(PlatformTransactionManager.class));
	}

	private Instant leaseUntil() {
		return JoiningCase.of(this.context)
			.jdbc()
			.queryForObject("select max(lease_until) from durable_node", Timestamp.class)
			.toInstant();
	}

	private int nodes() {
		return JoiningCase.of(this.context).jdbc().queryForObject("select count(*) from durable_node", Integer.class);
	}

	private static void join(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
