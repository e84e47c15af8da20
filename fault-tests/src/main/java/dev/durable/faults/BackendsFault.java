package dev.durable.faults;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * {@code pg_terminate_backend} of some connections, whatever they are doing.
 */
final class BackendsFault implements FaultKind {

	@Override
	public String name() {
		return "backends";
	}

	@Override
	public int weight() {
		return 4;
	}

	@Override
	public Strike strike(Cluster cluster, RandomGenerator random) {
		JdbcClient jdbc = JdbcClient.create(cluster.database().dataSource());
		Instant begin = Instant.now();
		List<Integer> backends = jdbc.sql("""
				select pid from pg_stat_activity
				 where datname = current_database() and pid <> pg_backend_pid() order by pid
				""").query(Integer.class).list();
		Collections.shuffle(backends, new Random(random.nextLong()));
		List<Integer> chosen = backends.subList(0, Math.min(backends.size(), 1 + random.nextInt(12)));
		long ended = chosen.stream().filter((pid) -> terminate(jdbc, pid)).count();
		return new Strike(name(), "ended " + ended + " of " + backends.size() + " connections", begin, Instant.now(),
				Set.of(), () -> (ended > 0) ? Optional.of(ended + " backends took the signal") : Optional.empty());
	}

	private static boolean terminate(JdbcClient jdbc, int pid) {
		return jdbc.sql("select pg_terminate_backend(?, 5000)").param(pid).query(Boolean.class).single();
	}

}
