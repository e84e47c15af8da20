package dev.durable.jpa;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.durable.store.NewRun;
import dev.durable.store.RunStart;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a new run, and how it is inserted: one that is owned is with its owner,
 * any other one is due as soon as it may begin.
 *
 * @param name the name of the column
 * @param type its type, as both databases call it
 * @param arrayType its type, as PostgreSQL names the elements of an array
 * @param value its value
 */
record RunColumns(String name, String type, String arrayType, Function<RunStart, @Nullable Object> value) {

	static final List<RunColumns> ALL = List.of(uuid("run_id", NewRun::runId),
			varchar("workflow_id", NewRun::workflowId), uuid("first_run_id", NewRun::firstRunId),
			varchar("type", NewRun::type), varchar("queue", NewRun::queue),
			time("start_at", (run) -> SqlText.time(run.startAt())),
			time("timeout_at", (run) -> SqlText.time(run.timeoutAt())), uuid("parent_chain", NewRun::parentChain),
			varchar("close_policy", (run) -> (run.closePolicy() != null) ? run.closePolicy().name() : null),
			varchar("build_id", NewRun::buildId), time("started_at", (run) -> SqlText.time(run.startedAt())),
			varchar("concurrency_key", (run) -> (run.limit() != null) ? run.limit().key() : null),
			new RunColumns("concurrency", "integer", "integer",
					(start) -> (start.run().limit() != null) ? start.run().limit().max() : null),
			new RunColumns("owned", "boolean", "boolean", RunStart::owned));

	/*
	 * The parameters of the source come first. A run that goes on with the place of its
	 * chain need not wait for it; what a transaction of a caller sees of that may be old.
	 */
	private static final String INSERT = """
			insert into durable_workflow (run_id, workflow_id, first_run_id, type, queue, start_at, timeout_at,
			                              parent_chain, close_policy, build_id, started_at, open_key, status, owner,
			                              wake_at, write_id, concurrency_key, concurrency, awaits_place)
			select r.run_id, r.workflow_id, r.first_run_id, r.type, r.queue, r.start_at, r.timeout_at,
			       r.parent_chain,
			       case when r.close_policy is null and r.parent_chain is not null
			            then (select max(p.close_policy) from durable_workflow p
			                   where p.first_run_id = r.first_run_id)
			            else r.close_policy end,
			       r.build_id, r.started_at, r.workflow_id, 'RUNNING',
			       case when r.owned and not r.awaits then r.owner end,
			       case when r.owned and not r.awaits then null
			            when r.start_at > current_timestamp then r.start_at
			            else current_timestamp end,
			       r.write_id, r.concurrency_key, r.concurrency, r.awaits
			  from (select v.*, o.*,
			               (v.concurrency_key is not null
			                and (o.write_id is null
			                     or not exists (select 1 from durable_place p
			                                     where p.chain = v.first_run_id
			                                       and p.place is not null))) as awaits
			          from %s as v (%s),
			               (select cast(? as bigint) as owner, cast(? as uuid) as write_id) o) r
			""";

	private static RunColumns uuid(String name, Function<NewRun, @Nullable Object> value) {
		return new RunColumns(name, "uuid", "uuid", (start) -> value.apply(start.run()));
	}

	private static RunColumns varchar(String name, Function<NewRun, @Nullable Object> value) {
		return new RunColumns(name, "varchar", "varchar", (start) -> value.apply(start.run()));
	}

	private static RunColumns time(String name, Function<NewRun, @Nullable Object> value) {
		return new RunColumns(name, "timestamp with time zone", "timestamptz", (start) -> value.apply(start.run()));
	}

	/**
	 * Make the statement that inserts runs.
	 * @param source a function of the parameters that returns the rows
	 * @param parameter the parameter for a column in there
	 * @return the statement; the owner and the write id are its last parameters
	 */
	static String insert(String source, Function<RunColumns, String> parameter) {
		String parameters = ALL.stream().map(parameter).collect(Collectors.joining(", "));
		String names = ALL.stream().map(RunColumns::name).collect(Collectors.joining(", "));
		return INSERT.formatted(source.formatted(parameters), names);
	}

}
