package dev.durable.jpa;

import java.util.Arrays;
import java.util.stream.Collectors;

import dev.durable.store.LetterKind;
import dev.durable.store.Takeovers;

/**
 * What both databases say in the same words of the runs to claim and of letters for the
 * engine.
 */
final class ClaimSql {

	/** The kinds of orders, as a list of literals. */
	static final String ORDERS = Arrays.stream(LetterKind.values())
		.filter(LetterKind::isOrder)
		.map((kind) -> "'" + kind + "'")
		.collect(Collectors.joining(", ", "(", ")"));

	/** New letters by whom they are for. */
	static final String NEW_LETTERS = """
			select chain, run_id, min(id) as id, min(sent_at) as since,
			       sum(case when kind in %s then 1 else 0 end) as orders,
			       sum(case when kind = 'CANCEL' then 1 else 0 end) as cancels
			  from durable_inbox
			 where state = 'NEW'
			 group by chain, run_id
			""".formatted(ORDERS);

	/** The build that has claimed a run last, or else has started it. */
	static final String LAST_BUILD = "coalesce(w.claimed_by, w.build_id)";

	/**
	 * Whether a parked run is to be claimed for its letters. Parameters: the time, types,
	 * queues, the time, and those of whether the run is not left to others, which is to
	 * be filled in. The type is hidden from the index of parked runs, which must be used
	 * for runs that are due only.
	 */
	static final String WOKEN = """
			w.owner is null
			and w.open_key is not null
			and (l.run_id is null or l.run_id = w.run_id)
			and (l.orders > 0
			     or (l.cancels > 0 and (w.start_at > ? or w.awaits_place))
			     or (w.stuck_reason is null
			         and w.status <> 'PAUSED'
			         and not w.awaits_place
			         and w.type || '' = any(?)
			         and w.queue || '' = any(?)
			         and (w.start_at is null or w.start_at <= ?)
			         and %s))
			""";

	/**
	 * The suspect run to claim. Parameters: types, queues, the time, the build, the build
	 * as {@link #tried}.
	 */
	static final String FIND_SUSPECT = """
			select run_id
			  from durable_workflow
			 where takeovers >= %d
			   and owner is null
			   and open_key is not null
			   and status <> 'PAUSED'
			   and type = any(?)
			   and queue = any(?)
			   and (wake_at <= ?
			        or (stuck_reason is not null
			            and stuck_build <> ?
			            and coalesce(stuck_tried, '') not like ? escape '!'))
			 order by wake_at
			 limit 1
			""".formatted(Takeovers.MAX);

	private ClaimSql() {
	}

	/**
	 * Return the pattern of the builds that have tried a run, if this is one of them.
	 * @param build the build
	 * @return a pattern with the escape character !
	 */
	static String tried(String build) {
		return "%\n" + build.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "\n%";
	}

}
