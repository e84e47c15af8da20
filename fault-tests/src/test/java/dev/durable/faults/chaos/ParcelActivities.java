package dev.durable.faults.chaos;

import dev.durable.Activity;
import dev.durable.ActivityMethod;
import dev.durable.Retry;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Transactional;

/**
 * What happens to a parcel: rows without any unique key, so that a doubled one shows.
 */
@Activity
public class ParcelActivities {

	private final JdbcTemplate jdbc;

	ParcelActivities(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	@Transactional
	@ActivityMethod(retry = @Retry(initialInterval = "20ms"))
	public void book(String parcel) {
		effect(parcel, "book");
	}

	@Transactional
	@ActivityMethod(retry = @Retry(initialInterval = "20ms"))
	public void label(String parcel) {
		effect(parcel, "label");
	}

	/**
	 * No transaction: it may happen more than once.
	 */
	@ActivityMethod(retry = @Retry(initialInterval = "20ms"))
	public void tell(String parcel) {
		effect(parcel, "tell");
	}

	private void effect(String parcel, String what) {
		this.jdbc.update("insert into effect (parcel, what) values (?, ?)", parcel, what);
	}

}
