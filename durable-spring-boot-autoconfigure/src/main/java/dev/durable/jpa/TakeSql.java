package dev.durable.jpa;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.durable.history.Precedence;
import dev.durable.store.AttemptFilter;
import org.jspecify.annotations.Nullable;

/**
 * How attempts are taken from queues: those of a lower priority first, and of one
 * priority each fairness key in turn, beginning after the one that was served last.
 */
final class TakeSql {

	/** How many keys are looked at, from the one served last and from the first. */
	private static final int KEYS_MAX = 100;

	/** How many attempts of a key are looked at because its turn may come. */
	private static final int ROUNDS_MAX = 10;

	/* Not a join that reads all that is paused, or sorts all that waits. */
	private static final String DUE = """
			and f.activity = any(p.activities)
			and f.due_at >= p.since
			and f.due_at <= p.now
			and coalesce((select w.status
			                from durable_workflow w
			               where w.run_id = f.run_id), '') <> 'PAUSED'
			order by f.due_at""";

	private static final String NEXT_KEY = """
			select f.fairness_key
			  from durable_activity f
			 where f.routing = 'OFFERED'
			   and f.fairness_key is not null
			   and f.queue = %1$s.queue
			   and f.priority = %1$s.priority
			   and f.fairness_key > %2$s
			 order by f.fairness_key
			 limit 1""";

	private static final String WAITING = """
			select f.run_id, f.activity_id, f.priority, coalesce(f.fairness_key, '') as fairness_key, f.due_at
			  from durable_activity f
			 where f.routing = 'OFFERED'
			   and f.queue = l.queue
			   and f.priority = l.priority
			   and""";

	/*
	 * What may be taken is what waits longest, without and with keys, and what waits
	 * longest of each of some keys: so a crowd of one key hides no other, and whatever
	 * hides the others is taken in the end. Keys are found one after the other in the
	 * index, however many attempts they have. All that may be taken is locked: nodes that
	 * take at once get different attempts, and where nobody uses keys nothing is locked
	 * that is not taken. Materialized: a join may ask a subselect with a limit again,
	 * which would lock more.
	 */
	static final String POSTGRES = """
			with recursive p as materialized (
			       select ?::varchar[] as queues, ?::varchar[] as activities, ?::timestamptz as since,
			              ?::timestamptz as now, ?::integer as most, ?::bigint as taker),
			t as materialized (
			       select * from unnest(?::integer[], ?::varchar[]) as t (priority, served)),
			l as materialized (
			       select q.queue, t.priority, t.served
			         from p cross join unnest(p.queues) as q (queue) cross join t),
			keys (queue, priority, fairness_key, number) as (
			       select l.queue, l.priority, n.fairness_key, 1
			         from l
			        cross join (values (true), (false)) as b (after)
			        cross join lateral (%s) n
			        union all
			       select k.queue, k.priority, n.fairness_key, k.number + 1
			         from keys k
			        cross join lateral (%s) n
			        where k.number < %d),
			waiting as materialized (
			       select f.* from p cross join l cross join lateral (%s f.fairness_key is null %s limit p.most for update of f skip locked) f
			        union
			       select f.* from p cross join l cross join lateral (%s f.fairness_key is not null %s limit p.most for update of f skip locked) f
			        union
			       select f.* from p
			        cross join (select distinct queue, priority, fairness_key from keys) l
			        cross join lateral (%s f.fairness_key = l.fairness_key %s limit %d for update of f skip locked) f),
			turns as materialized (
			       select w.*, row_number() over (partition by priority, fairness_key order by due_at) as round
			         from waiting w),
			o as materialized (
			       select w.run_id, w.activity_id, w.priority, w.round, w.fairness_key <= t.served as served,
			              w.fairness_key, w.due_at
			         from turns w
			         join t on t.priority = w.priority
			        order by w.priority, w.round, w.fairness_key <= t.served, w.fairness_key, w.due_at
			        limit ?),
			taken as (
			       update durable_activity a
			          set routing = 'TAKEN',
			              owner = p.taker,
			              begun = true
			         from o, p
			        where a.run_id = o.run_id
			          and a.activity_id = o.activity_id
			          and a.routing = 'OFFERED'
			       returning a.run_id, a.activity_id, a.attempt)
			select a.run_id, a.activity_id, a.attempt
			  from taken a
			  join o on o.run_id = a.run_id and o.activity_id = a.activity_id
			 order by o.priority, o.round, o.served, o.fairness_key, o.due_at
			"""
		.formatted(NEXT_KEY.formatted("l", "(case when b.after then l.served else '' end)"),
				NEXT_KEY.formatted("k", "k.fairness_key"), KEYS_MAX, WAITING, DUE, WAITING, DUE, WAITING, DUE,
				ROUNDS_MAX);

	/* H2 has to read all that is offered anyway. */
	static final String H2_FIND = """
			select run_id, activity_id, attempt
			  from (select f.*, coalesce(fairness_key, '') as turn_of,
			               case priority %s end as served,
			               row_number() over (partition by priority, fairness_key order by due_at) as round
			          from durable_activity f
			         where routing = 'OFFERED'
			           and queue = any(?)
			           and activity = any(?)
			           and due_at between ? and ?
			           and not exists (select 1
			                             from durable_workflow w
			                            where w.run_id = f.run_id
			                              and w.status = 'PAUSED')) o
			 order by priority, round, turn_of <= served, turn_of, due_at
			 limit ?
			""".formatted(priorities().mapToObj((priority) -> "when " + priority + " then cast(? as varchar)")
		.collect(Collectors.joining(" ")));

	private TakeSql() {
	}

	private static IntStream priorities() {
		return IntStream.rangeClosed(Precedence.FIRST, Precedence.LAST);
	}

	/** All priorities. */
	static Object[] allPriorities() {
		return priorities().boxed().toArray();
	}

	/** The keys that were served last, for all priorities. */
	static @Nullable Object[] served(AttemptFilter filter) {
		return priorities().mapToObj(filter::served).toArray();
	}

}
