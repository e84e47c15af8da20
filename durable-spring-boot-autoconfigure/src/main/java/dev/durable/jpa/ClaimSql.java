package dev.durable.jpa;

import java.util.Arrays;
import java.util.stream.Collectors;

import dev.durable.store.LetterKind;

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

	/**
	 * Whether a parked run is to be claimed for its letters. Parameters: the time, types,
	 * queues, the time. The type is hidden from the index of parked runs, which must be
	 * used for runs that are due only.
	 */
	static final String WOKEN = """
			w.owner is null
			and w.open_key is not null
			and (l.run_id is null or l.run_id = w.run_id)
			and (l.orders > 0
			     or (l.cancels > 0 and w.start_at > ?)
			     or (w.stuck_reason is null
			         and w.status <> 'PAUSED'
			         and w.type || '' = any(?)
			         and w.queue || '' = any(?)
			         and (w.start_at is null or w.start_at <= ?)))
			""";

	private ClaimSql() {
	}

}
