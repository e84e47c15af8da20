package dev.durable.guide.transactions;

import dev.durable.client.WorkflowClient;
import dev.durable.client.WorkflowHandle;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.event.TransactionalEventListener;

@Service
public class ConcertBookings {

	private final JdbcClient jdbc;

	private final WorkflowClient workflows;

	private final ApplicationEventPublisher events;

	ConcertBookings(JdbcClient jdbc, WorkflowClient workflows, ApplicationEventPublisher events) {
		this.jdbc = jdbc;
		this.workflows = workflows;
		this.events = events;
	}

	// tag::transaction-start[]
	@Transactional
	public WorkflowHandle<String> book(String booking, String concert) {
		this.jdbc.sql("insert into concert_booking (id) values (:id)").param("id", booking).update();
		return this.workflows.start(ConcertWorkflow.class, (workflow) -> workflow.book(booking, concert));
	}

	@Transactional
	public void pay(String booking) {
		this.jdbc.sql("update concert_booking set paid = true where id = :id").param("id", booking).update();
		this.workflows.stub(ConcertWorkflow.class, "booking-" + booking).paid();
	}
	// end::transaction-start[]

	@Transactional
	public void bookAndFail(String booking, String concert) {
		book(booking, concert);
		throw new IllegalStateException("sold out");
	}

	@Transactional
	public String bookAndWait(String booking, String concert) {
		return book(booking, concert).result();
	}

	@Transactional
	public void announce(String booking, String concert) {
		this.jdbc.sql("insert into concert_booking (id) values (:id)").param("id", booking).update();
		this.events.publishEvent(new Announced(booking, concert));
	}

	// tag::transaction-after[]
	@TransactionalEventListener
	void begin(Announced event) {
		this.workflows.start(ConcertWorkflow.class, (workflow) -> workflow.book(event.booking(), event.concert()));
	}
	// end::transaction-after[]

	record Announced(String booking, String concert) {
	}

}
