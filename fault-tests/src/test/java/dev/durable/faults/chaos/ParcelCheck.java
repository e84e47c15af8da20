package dev.durable.faults.chaos;

import java.util.List;

import javax.sql.DataSource;

import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What must be in the tables when all parcels are sent, whatever has happened. Knows
 * nothing of the engine's code.
 */
final class ParcelCheck {

	private final JdbcTemplate jdbc;

	ParcelCheck(DataSource dataSource) {
		this.jdbc = new JdbcTemplate(dataSource);
	}

	/**
	 * Require that parcels were sent.
	 * @param names their names
	 */
	void require(List<String> names) {
		for (String name : names) {
			assertThat(runs(name)).as("runs of %s", name).containsExactly("CONTINUED_AS_NEW", "COMPLETED");
			assertThat(effects(name, "book")).as("bookings of %s", name).isEqualTo(ParcelWorkflow.ROUNDS);
			assertThat(effects(name, "label")).as("labels of %s", name).isEqualTo(ParcelWorkflow.ROUNDS);
			assertThat(effects(name, "carry")).as("carriages of %s", name).isEqualTo(ParcelWorkflow.ROUNDS);
			assertThat(effects(name, "tell")).as("news of %s", name).isGreaterThanOrEqualTo(ParcelWorkflow.ROUNDS);
			assertThat(events(name, "SignalReceived")).as("signals of %s", name).isEqualTo(ParcelWorkflow.ROUNDS);
			assertThat(events(name, "TimerFired")).as("timers of %s", name).isEqualTo(ParcelWorkflow.ROUNDS);
			assertThat(events(name, "ChildCompleted")).as("children of %s", name).isEqualTo(ParcelWorkflow.ROUNDS);
			assertThat(events(name, "ActivityCompleted")).as("results of %s", name)
				.isEqualTo(3 * ParcelWorkflow.ROUNDS);
		}
		assertThat(count("durable_workflow where closed_at is null")).as("open runs").isZero();
		assertThat(count("(select run_id from durable_history group by run_id having max(seq) <> count(*)"
				+ " or min(seq) <> 1) broken"))
			.as("histories with gaps")
			.isZero();
		assertThat(count("durable_activity")).as("activity rows").isZero();
	}

	private List<String> runs(String name) {
		return this.jdbc.queryForList("select status from durable_workflow where workflow_id = ? order by run_id",
				String.class, name);
	}

	private int effects(String name, String what) {
		return number("select count(*) from effect where parcel = ? and what = ?", name, what);
	}

	private int events(String name, String kind) {
		return number("""
				select count(*) from durable_history h join durable_workflow w on w.run_id = h.run_id
				 where w.workflow_id = ? and h.kind = ?""", name, kind);
	}

	private int count(String from) {
		return number("select count(*) from " + from);
	}

	private int number(String sql, Object... values) {
		Integer number = this.jdbc.queryForObject(sql, Integer.class, values);
		return (number != null) ? number : 0;
	}

}
