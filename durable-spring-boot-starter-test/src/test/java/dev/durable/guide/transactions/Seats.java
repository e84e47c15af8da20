package dev.durable.guide.transactions;

import java.util.concurrent.CompletableFuture;

import dev.durable.Activity;
import dev.durable.Durable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Async;
import org.springframework.transaction.annotation.Transactional;

// tag::transaction-activity[]
@Activity
public class Seats {

	private final JdbcClient jdbc;

	Seats(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	@Transactional
	public int take(String concert) {
		return this.jdbc.sql("update concert set seats = seats - 1 where name = :name and seats > 0")
			.param("name", concert)
			.update();
	}

	// end::transaction-activity[]
	// tag::transaction-future[]
	@Async
	public CompletableFuture<String> print(String concert) {
		String key = Durable.activity().idempotencyKey();
		return CompletableFuture.supplyAsync(() -> "ticket for " + concert + ", " + key);
	}

	// end::transaction-future[]
	// tag::transaction-activity[]

}
// end::transaction-activity[]
