package dev.durable.jpa;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.durable.client.WorkflowIdReusePolicy;
import dev.durable.client.WorkflowStatus;
import dev.durable.history.ConcurrencyLimit;
import dev.durable.history.Precedence;
import dev.durable.jpa.FailingDataSource.Mode;
import dev.durable.store.ActivityRow;
import dev.durable.store.Addressee;
import dev.durable.store.AttemptFilter;
import dev.durable.store.AttemptRef;
import dev.durable.store.AttributeRow;
import dev.durable.store.CommitReply;
import dev.durable.store.Fence;
import dev.durable.store.FenceLostException;
import dev.durable.store.IdTakenException;
import dev.durable.store.LetterKind;
import dev.durable.store.NewRun;
import dev.durable.store.OutgoingLetter;
import dev.durable.store.Routing;
import dev.durable.store.RunChange;
import dev.durable.store.RunUpdate;
import dev.durable.store.SentLetter;
import dev.durable.store.StoreUnavailableException;
import dev.durable.test.PostgresServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.TransactionException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

/**
 * The JPA store keeps the contract on PostgreSQL.
 */
class PostgresStoreTests extends DatabaseStoreTests {

	private static TestDatabase database;

	@BeforeAll
	static void open() {
		PostgresServer.Database fresh = PostgresServer.freshDatabase();
		database = TestDatabase.open(fresh.url(), fresh.username(), fresh.password(), null);
	}

	@AfterAll
	static void close() {
		database.close();
	}

	@Override
	TestDatabase database() {
		return database;
	}

	@Test
	void transactionOfTheEngineHasItsOwnSettings() {
		List<String> seen = new ArrayList<>();
		FailingDataSource probed = new FailingDataSource(database.engine());
		probed.setProbe((connection) -> seen.addAll(settings(connection)));
		JpaStore store = database.storeOn(probed);
		NewRun run = newRun();
		AttributeRow unusual = new AttributeRow("colour", false, "\"red\"");
		store.commit(this.fence, UUID.randomUUID(), List.of(starting(run).attribute(unusual).build()));
		assertThat(seen).containsExactly("read committed", "200ms", "5s");
		try (Connection connection = database.connection()) {
			assertThat(settings(connection)).containsExactly("serializable", "0", "0");
			assertThat(connection.getAutoCommit()).isTrue();
		}
		catch (SQLException ex) {
			fail("No connection", ex);
		}
	}

	/*
	 * Only the one round trip plans for all parameters.
	 */
	@Test
	void runsBeginGoOnAndCloseAndSignalsAreSentInOneRoundTripWithItsOwnSettings() {
		database.jdbc()
			.execute(
					"""
							create table seen_settings as select ''::text as settings limit 0;
							create function note_settings() returns trigger language plpgsql as $$
							begin
							    insert into seen_settings
							    values (concat_ws(', ', current_setting('transaction_isolation'), current_setting('lock_timeout'),
							                      current_setting('plan_cache_mode')));
							    return new;
							end $$;
							create trigger note_settings after insert on durable_history for each row execute function note_settings();
							create trigger note_settings after insert on durable_inbox for each row execute function note_settings()
							""");
		try {
			NewRun run = newRun();
			commit(starting(run));
			signal(run.workflowId(), "go");
			commit(change(run).event(event(2)).consume(letters(run).get(0).id()));
			commit(change(run).event(event(3)).update(closed()));
			commit(starting(newRun()).update(closed()));
			assertThat(database.jdbc().queryForList("select settings from seen_settings", String.class)).hasSize(5)
				.containsOnly("read committed, 200ms, force_generic_plan", "read committed, 10s, force_generic_plan");
		}
		finally {
			database.jdbc()
				.execute("drop trigger note_settings on durable_history; drop trigger note_settings on durable_inbox;"
						+ " drop function note_settings; drop table seen_settings");
		}
	}

	/*
	 * Nothing of it has reached the database when its slot is retired: as if the network,
	 * or the session of the server, had stood still.
	 */
	@Test
	void commitThatArrivesAfterItsSlotWasRetiredIsVoid() throws Exception {
		NewRun run = committedRun();
		FailingDataSource slow = new FailingDataSource(database.engine());
		slow.setMode(Mode.HELD);
		List<RunChange> changes = List.of(change(run).event(event(2)).build());
		Future<CommitReply> late = threads()
			.submit(() -> database.storeOn(slow).commit(this.fence, UUID.randomUUID(), changes));
		slow.awaitHeld();
		Fence next = this.fence.successor();
		this.store.retire(this.fence, next);
		slow.setMode(Mode.HEALTHY);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> late.get(60, TimeUnit.SECONDS))
			.withCauseInstanceOf(FenceLostException.class);
		assertThat(this.store.load(run.runId()).orElseThrow().history()).hasSize(1);
		assertThat(this.store.commit(next, UUID.randomUUID(), changes).isCommitted()).isTrue();
	}

	private static List<String> settings(Connection connection) {
		return new JdbcTemplate(new SingleConnectionDataSource(connection, true)).queryForList("""
				select current_setting(name)
				  from unnest(array['transaction_isolation', 'lock_timeout', 'idle_in_transaction_session_timeout'])
				       as n (name)
				""", String.class);
	}

	@Test
	void processThatStopsBeforeItsCommitDoesNotBlockItsTakeover() {
		NewRun run = committedRun();
		Fence late = join(Duration.ZERO);
		assertThatExceptionOfType(TransactionException.class)
			.isThrownBy(() -> database.transaction().executeWithoutResult((status) -> {
				this.store.deliver(late, result(run, 1));
				onAnotherThread(() -> assertThat(this.store.expire(late.nodeId())).isTrue());
			}));
		assertThat(letters(run)).isEmpty();
	}

	@Test
	void backendThatDiesBeforeTheCommitMakesTheStoreUnavailable() throws Exception {
		NewRun run = newRun();
		try (Connection holder = database.callers().getConnection()) {
			holder.setAutoCommit(false);
			holder.createStatement()
				.executeQuery("select 1 from durable_node where node_id = " + this.fence.nodeId() + " for update");
			Future<?> renewal = threads().submit(() -> this.store.renew(this.fence.nodeId(), LEASE));
			assertThat(isWaiting(renewal)).isTrue();
			database.jdbc()
				.queryForList("select pg_terminate_backend(pid) from pg_stat_activity where wait_event_type = 'Lock'"
						+ " and datname = current_database()");
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> renewal.get(60, TimeUnit.SECONDS))
				.withCauseInstanceOf(StoreUnavailableException.class);
		}
		commit(starting(run));
	}

	@Test
	void snapshotOfTheCallerDoesNotHideATakenId() {
		NewRun open = newRun();
		String what = UUID.randomUUID().toString();
		repeatable().executeWithoutResult((status) -> {
			database.business(what);
			onAnotherThread(() -> commit(starting(open)));
			assertThatExceptionOfType(IdTakenException.class).isThrownBy(() -> start(newRun(open.workflowId())));
			database.business(what);
		});
		assertThat(database.count(what)).isEqualTo(2);
	}

	@Test
	void letterIsHandedOverUnlessItMayRollBackOrAnotherIsUnread() {
		NewRun run = committedRun();
		OutgoingLetter letter = outgoing(run, LetterKind.SIGNAL, null);
		repeatable().executeWithoutResult((status) -> {
			assertThat(this.store.send(letter).orElseThrow().unread()).isNull();
			status.setRollbackOnly();
		});
		assertThat(this.store.send(letter).orElseThrow().unread()).usingRecursiveComparison()
			.isEqualTo(letters(run).get(0));
		assertThat(this.store.send(letter).orElseThrow().unread()).isNull();
	}

	@Test
	void plansOfPollsAreMadeAnewAtFirstAndStayFew() {
		assertThat(Stream.of(-1, 0, 29, 30, 59, 60, 119, 120).map(Duration::ofSeconds).map(PostgresDialect::plan))
			.containsExactly(0, 0, 0, 1, 1, 2, 2, 3);
		assertThat(PostgresDialect.plan(Duration.ofDays(365))).isLessThan(25);
	}

	@Test
	void snapshotOfTheCallerDoesNotHideAKey() {
		NewRun run = committedRun();
		NewRun waiting = committedRun();
		commit(change(waiting).activity(new ActivityRow(2, 1, PAST, true, null, null, true, null)));
		String what = UUID.randomUUID().toString();
		repeatable().executeWithoutResult((status) -> {
			database.business(what);
			onAnotherThread(() -> {
				this.store.send(outgoing(run, LetterKind.SIGNAL, "k"));
				assertThat(this.store.complete(result(waiting, 1), 2, 1)).isPresent();
			});
			assertThat(this.store.send(outgoing(run, LetterKind.SIGNAL, "k")).map(SentLetter::to))
				.contains(new Addressee(run.runId(), run.firstRunId()));
			assertThat(this.store.complete(result(waiting, 1), 2, 1)).isEmpty();
			database.business(what);
		});
		assertThat(database.count(what)).isEqualTo(2);
		assertThat(letters(run)).hasSize(1);
		assertThat(letters(waiting)).hasSize(1);
	}

	@Test
	void snapshotOfTheCallerDoesNotHideAClosedRunFromTheReusePolicy() {
		NewRun run = committedRun();
		NewRun next = reusing(newRun(run.workflowId()), WorkflowIdReusePolicy.REJECT_DUPLICATE);
		repeatable().executeWithoutResult((status) -> {
			database.business("snapshot");
			onAnotherThread(() -> commit(change(run).event(event(2)).update(closed())));
			assertThatExceptionOfType(IdTakenException.class).isThrownBy(() -> start(next));
		});
		assertThat(this.store.run(next.runId())).isEmpty();
	}

	@Test
	void reusePolicySeesARunThatIsJustClosing() throws Exception {
		NewRun open = committedRun();
		NewRun next = reusing(newRun(open.workflowId()), WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY);
		Future<?> starting;
		try (Connection closing = database.callers().getConnection()) {
			closing.setAutoCommit(false);
			try (PreparedStatement statement = closing.prepareStatement(
					"update durable_workflow set status = 'COMPLETED', open_key = null, owner = null where run_id = ?")) {
				statement.setObject(1, open.runId());
				statement.executeUpdate();
			}
			starting = waiting(() -> database.transaction().execute((status) -> {
				assertThatExceptionOfType(IdTakenException.class).isThrownBy(() -> start(next))
					.withMessageContaining("ALLOW_DUPLICATE_FAILED_ONLY");
				return true;
			}));
			closing.commit();
		}
		starting.get(60, TimeUnit.SECONDS);
		assertThat(this.store.run(next.runId())).isEmpty();
	}

	@Test
	void runOfADeadNodeThatIsLockedKeepsNoOtherFromBeingFree() throws SQLException {
		List<NewRun> runs = List.of(committedRun(), committedRun(), committedRun());
		List<NewRun> suspects = List.of(committedRun(), committedRun());
		long dead = this.fence.nodeId();
		suspects.forEach((run) -> database.jdbc()
			.update("update durable_workflow set takeovers = 2 where run_id = ?", run.runId()));
		this.store.leave(dead);
		long other = join(LEASE).nodeId();
		try (Connection holder = database.callers().getConnection()) {
			holder.setAutoCommit(false);
			for (NewRun run : List.of(runs.get(1), suspects.get(1))) {
				holder.createStatement()
					.executeQuery("select 1 from durable_workflow where run_id = '" + run.runId() + "' for update");
			}
			assertThat(this.store.release(dead)).isEqualTo(3);
			assertThat(this.store.owned(dead)).containsExactlyInAnyOrder(runs.get(1).runId(), suspects.get(1).runId());
			assertThat(row(suspects.get(0)).stuck()).isNotNull();
			assertThat(this.store.expiredNodes(other)).contains(dead);
			holder.rollback();
		}
		assertThat(this.store.expire(dead)).isTrue();
		assertThat(this.store.release(dead)).isEqualTo(2);
		assertThat(row(runs.get(1)).stuck()).isNull();
		assertThat(row(suspects.get(1)).stuck()).isNotNull();
		assertThat(this.store.owned(dead)).isEmpty();
		assertThat(this.store.expiredNodes(other)).doesNotContain(dead);
	}

	/*
	 * It must have looked at the row, or wait for it, before the other node joins.
	 */
	@Test
	void whoFreesTheRunsOfADeadNodeLeavesThemToANodeThatHasJustJoined() throws Exception {
		NewRun run = committedRun();
		long dead = this.fence.nodeId();
		this.store.leave(dead);
		JdbcTemplate jdbc = new JdbcTemplate(database.callers());
		try (Connection taking = database.callers().getConnection()) {
			taking.setAutoCommit(false);
			taking.createStatement()
				.executeUpdate("update durable_workflow set wake_at = wake_at where run_id = '" + run.runId() + "'");
			Future<?> freeing = threads().submit(() -> this.store.release(dead));
			Awaitility.await()
				.atMost(Duration.ofSeconds(20))
				.until(() -> freeing.isDone()
						|| jdbc.queryForObject("select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
								+ " and datname = current_database()", Integer.class) > 0);
			long joined = join(LEASE).nodeId();
			taking.createStatement()
				.executeUpdate(
						"update durable_workflow set owner = " + joined + " where run_id = '" + run.runId() + "'");
			taking.commit();
			freeing.get(60, TimeUnit.SECONDS);
			assertThat(row(run).owner()).isEqualTo(joined);
		}
	}

	/*
	 * PostgreSQL keeps the lock on a row that a poll has found due and that is not due
	 * any more, until the poll is over.
	 */
	@Test
	void aPlaceIsNotLostThatIsGivenWhileTheRowOfTheRunIsLockedInVain() throws SQLException {
		List<NewRun> runs = started(new ConcurrencyLimit("key", 1), 2);
		claim(this.fence);
		try (Connection connection = database().callers().getConnection()) {
			connection.setAutoCommit(false);
			connection.createStatement()
				.executeQuery("select 1 from durable_workflow where run_id = '" + runs.get(1).runId() + "' for update");
			commit(leaving(runs.get(0), WorkflowStatus.COMPLETED));
			assertThat(claim(this.fence)).isEmpty();
			connection.rollback();
		}
		assertThat(claim(this.fence)).containsExactly(runs.get(1).runId());
		assertThat(row(runs.get(1)).waiting()).isFalse();
	}

	@Test
	void nodesThatTakeAtOnceGetDifferentAttempts() {
		AttemptFilter filter = new AttemptFilter(Set.of("at-once"), Set.of("act"), Map.of(), 10);
		for (int i = 0; i < 40; i++) {
			Precedence precedence = (i % 2 == 0) ? Precedence.NONE : new Precedence(0, "key" + i % 3);
			commit(starting(newRun())
				.activity(new ActivityRow(1, 1, PAST, false, null, null, false,
						new Routing("at-once", "act", precedence)))
				.update(new RunUpdate.Parked(null)));
		}
		List<AttemptRef> second = new ArrayList<>();
		FailingDataSource probed = new FailingDataSource(database.engine());
		probed.setProbe((connection) -> onAnotherThread(() -> second.addAll(this.store.take(join(LEASE), filter))));
		List<AttemptRef> first = database.storeOn(probed).take(this.fence, filter);
		assertThat(first).hasSize(10);
		assertThat(second).hasSize(10).doesNotContainAnyElementsOf(first);
	}

	/**
	 * However many attempts wait, a take reads a bounded number of them by indexes.
	 */
	@Test
	void aTakeReadsOnlyTheHeadOfALongQueue() {
		JdbcTemplate jdbc = database.jdbc();
		String offer = """
				insert into durable_activity (run_id, activity_id, attempt, due_at, begun, queue, activity, routing,
				                              priority, fairness_key)
				select gen_random_uuid(), 1, 1, timestamptz '2020-01-01' + n * interval '1 ms', false, 'long', 'act',
				       'OFFERED', %s, %s
				  from generate_series(1, 20000) n""";
		try {
			jdbc.execute(offer.formatted("3", "null"));
			jdbc.execute(offer.formatted("4", "'crowd'"));
			jdbc.execute("vacuum analyze durable_activity");
			List<String> plan = database.transaction().execute((status) -> {
				String explain = "explain (analyze, costs off, timing off, summary off) " + TakeSql.POSTGRES;
				List<String> lines = jdbc.query((connection) -> {
					PreparedStatement statement = connection.prepareStatement(explain);
					SqlText.set(statement, SqlText.strings(connection, List.of("long")),
							SqlText.strings(connection, List.of("act")), SqlText.time(Instant.EPOCH),
							SqlText.time(Instant.now()), 10, 1L,
							connection.createArrayOf("integer", TakeSql.allPriorities()),
							connection.createArrayOf("varchar", new Object[] { "", "", "", "", "" }), 10);
					return statement;
				}, (row, number) -> row.getString(1));
				status.setRollbackOnly();
				return lines;
			});
			assertThat(String.join("\n", plan))
				.contains("durable_activity_first", "durable_activity_keyed", "durable_activity_key")
				.doesNotContain("Seq Scan on durable_activity")
				.doesNotContainPattern("rows=\\d{3,}");
		}
		finally {
			jdbc.update("delete from durable_activity where queue = 'long'");
		}
	}

}
