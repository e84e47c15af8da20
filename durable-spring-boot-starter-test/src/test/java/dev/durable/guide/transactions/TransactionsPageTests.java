package dev.durable.guide.transactions;

import dev.durable.client.WorkflowClient;
import dev.durable.client.WorkflowHandle;
import dev.durable.guide.GuideApplication;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests that transactions are what the page of the guide says.
 */
@SpringBootTest(classes = GuideApplication.class)
class TransactionsPageTests {

	@Autowired
	private ApplicationContext context;

	@Autowired
	private ConcertBookings bookings;

	@Autowired
	private WorkflowClient workflows;

	@Autowired
	private JdbcClient jdbc;

	private int seats() {
		return this.jdbc.sql("select seats from concert where name = 'jazz'").query(Integer.class).single();
	}

	@Test
	void bookingAndPaymentCommitWithTheirRows() {
		int seats = seats();
		WorkflowHandle<String> run = this.bookings.book("1", "jazz");
		this.bookings.pay("1");
		assertThat(run.result()).startsWith("ticket for jazz, ");
		assertThat(seats()).isEqualTo(seats - 1);
		assertThat(this.jdbc.sql("select paid from concert_booking where id = '1'").query(Boolean.class).single())
			.isTrue();
	}

	@Test
	void failedBookingLeavesNothing() {
		assertThatIllegalStateException().isThrownBy(() -> this.bookings.bookAndFail("2", "jazz"))
			.withMessage("sold out");
		assertThat(this.jdbc.sql("select count(*) from durable_workflow where workflow_id = 'booking-2'")
			.query(Integer.class)
			.single()).isZero();
		assertThatIllegalStateException().isThrownBy(() -> this.bookings.bookAndWait("2", "jazz"))
			.withMessageContaining("Start, commit, then wait");
	}

	@Test
	void listenerAfterTheCommitStarts() {
		this.bookings.announce("3", "jazz");
		this.bookings.pay("3");
		assertThat(this.workflows.handle("booking-3", String.class).result()).startsWith("ticket for jazz, ");
	}

	@Test
	void signalOfAnOpenTransactionComesWithTheCommit() {
		WorkflowHandle<String> run = this.bookings.book("4", "opera");
		new TransactionTemplate(this.context.getBean(PlatformTransactionManager.class))
			.executeWithoutResult((status) -> this.bookings.pay("4"));
		assertThat(run.result()).isEqualTo("no seat");
	}

	@Test
	void ordersHaveTheirTransactionManager() {
		new ApplicationContextRunner().withUserConfiguration(TwoDatabases.class)
			.run((started) -> assertThat(started.getBean(JdbcTransactionManager.class).getDataSource())
				.isSameAs(started.getBean("orders")));
	}

}
