package dev.durable.guide.activities;

import dev.durable.Activity;
import dev.durable.ActivityContext;
import dev.durable.ActivityMethod;
import dev.durable.Durable;
import dev.durable.guide.shop.Journal;

@Activity
public class Exports {

	private final Journal journal;

	Exports(Journal journal) {
		this.journal = journal;
	}

	// tag::activity-heartbeat[]
	@ActivityMethod(startToCloseTimeout = "2h", heartbeatTimeout = "30s")
	public int export(String table, int rows) {
		ActivityContext attempt = Durable.activity();
		int row = attempt.lastHeartbeat(Integer.class).orElse(0);
		while (row < rows) {
			write(table, row);
			row++;
			attempt.heartbeat(row);
		}
		return row;
	}
	// end::activity-heartbeat[]

	private void write(String table, int row) {
		this.journal.add("row " + row + " of " + table);
	}

}
