package dev.durable.guide.activities;

import dev.durable.Activity;
import dev.durable.guide.shop.Order;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;

// tag::activity-transactional[]
@Activity
public class Bookings {

	private final JdbcClient jdbc;

	Bookings(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	@Transactional
	public void book(Order order) {
		this.jdbc.sql("insert into booking (order_id, amount) values (?, ?)")
			.params(order.id(), order.total())
			.update();
	}

}
// end::activity-transactional[]
