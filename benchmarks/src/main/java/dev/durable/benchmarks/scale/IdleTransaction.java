package dev.durable.benchmarks.scale;

import java.sql.Connection;
import java.sql.DriverManager;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A transaction that somebody has forgotten, which keeps all rows that were deleted since
 * it began from being removed, beside 500 activities per second whose attempts go through
 * the queue of the database.
 */
final class IdleTransaction implements Part {

	private static final int PER_SECOND = 500;

	private static final int CALLERS = 100;

	@Override
	public void measure(Probe probe) throws Exception {
		int minutes = Math.max(2, Probe.scaled(30));
		try (ScaleNode node = new ScaleNode(probe.url()); Connection idle = DriverManager.getConnection(probe.url())) {
			ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
			minute(node, callers);
			tell(probe, node, "before");
			idle.setAutoCommit(false);
			idle.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
			idle.createStatement().execute("select pg_current_xact_id()");
			for (int number = 1; number <= minutes; number++) {
				minute(node, callers);
				if (number == 1 || number % 5 == 0 || number == minutes) {
					tell(probe, node, "in minute " + number);
				}
			}
			probe.figure("activities",
					node.number("select count(*) from durable_history where kind = 'ActivityCompleted'"));
			idle.rollback();
			callers.shutdown();
		}
	}

	private static void minute(ScaleNode node, ExecutorService callers) {
		node.waits().takeAttempts();
		node.waits().takePolls();
		long begin = System.nanoTime();
		int count = PER_SECOND * 60;
		for (int number = 0; number < count; number++) {
			long at = begin + number * (TimeUnit.SECONDS.toNanos(1) / PER_SECOND);
			while (System.nanoTime() < at) {
				LockSupport.parkNanos(at - System.nanoTime());
			}
			callers
				.execute(() -> node.client().start(OneCall.class, (call) -> call.run(OneCall.Which.ROUTED)).result());
		}
	}

	private static void tell(Probe probe, ScaleNode node, String when) {
		probe.latencies("claim of an attempt, " + when, node.waits().takeAttempts());
		probe.latencies("poll, " + when, node.waits().takePolls());
	}

}
