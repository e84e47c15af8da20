package dev.durable.faults.node;

import dev.durable.Activity;
import dev.durable.ActivityContext;
import dev.durable.Durable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;

/**
 * Activities in a transaction: exactly once. The table has no key that would hide a
 * duplicate.
 */
@Activity
public class Bookings {

	private final Witness witness;

	private final JdbcClient jdbc;

	Bookings(Witness witness, JdbcClient jdbc) {
		this.witness = witness;
		this.jdbc = jdbc;
	}

	/**
	 * Write a row.
	 * @param label what it is for
	 * @return what was done
	 */
	@Transactional
	public String book(String label) {
		this.witness.begins();
		ActivityContext attempt = Durable.activity();
		this.jdbc.sql("""
				insert into faults_effect (run_id, activity_id, attempt, idempotency_key, label, node)
				values (?, ?, ?, ?, ?, ?)
				""")
			.params(attempt.info().runId(), attempt.info().activityId(), attempt.attempt(), attempt.idempotencyKey(),
					label, this.witness.node())
			.update();
		this.witness.works();
		this.witness.ends();
		return "booked";
	}

}
