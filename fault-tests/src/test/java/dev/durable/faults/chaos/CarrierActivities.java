package dev.durable.faults.chaos;

import dev.durable.Activity;
import dev.durable.ActivityMethod;
import dev.durable.Retry;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Transactional;

/**
 * Made by whichever node of the queue takes it.
 */
@Activity(queue = "carriers")
public class CarrierActivities {

	private final JdbcTemplate jdbc;

	CarrierActivities(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	@Transactional
	@ActivityMethod(retry = @Retry(initialInterval = "20ms"))
	public void carry(String parcel) {
		this.jdbc.update("insert into effect (parcel, what) values (?, 'carry')", parcel);
	}

}
