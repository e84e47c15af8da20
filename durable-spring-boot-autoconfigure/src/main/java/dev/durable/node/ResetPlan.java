package dev.durable.node;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import dev.durable.client.WorkflowIdReusePolicy;
import dev.durable.engine.RunIdentity;
import dev.durable.history.Admission;
import dev.durable.history.Command;
import dev.durable.history.ConcurrencyLimit;
import dev.durable.history.Event;
import dev.durable.history.Incoming;
import dev.durable.history.Payload;
import dev.durable.history.Recorded;
import dev.durable.history.StartDetails;
import dev.durable.history.Terminal;
import dev.durable.history.UnreadableException;
import dev.durable.store.EventRow;
import dev.durable.store.LetterKind;
import dev.durable.store.NewLetter;
import dev.durable.store.OutgoingLetter;
import dev.durable.store.RunStart;
import org.jspecify.annotations.Nullable;

/**
 * What it takes to go on from a part of a history in a new run of the same chain: the
 * part, and letters with what had come in later.
 */
final class ResetPlan {

	private final NodeContext node;

	private final RunIdentity old;

	private final UUID runId;

	private final List<Recorded> history;

	private final Goal goal;

	private final int end;

	/**
	 * Create the plan.
	 * @param node the node
	 * @param old the run whose history it is
	 * @param runId the new run
	 * @param history the history, from the first event
	 * @param goal what the new run is to be like
	 */
	ResetPlan(NodeContext node, RunIdentity old, UUID runId, List<Recorded> history, Goal goal) {
		this.node = node;
		this.old = old;
		this.runId = runId;
		this.history = history;
		this.goal = goal;
		this.end = end(history, goal.toSeq());
		if (history.isEmpty() || !(history.get(0).event() instanceof Incoming.WorkflowStarted)) {
			throw new UnreadableException("The history of run " + old.runId() + " does not begin with its start", null);
		}
	}

	private static int end(List<Recorded> history, long toSeq) {
		int end = 1;
		for (int i = 1; i <= history.size() && i <= toSeq; i++) {
			if (i == history.size() || !(history.get(i).event() instanceof Command)) {
				end = i;
			}
		}
		while (end > 1 && history.get(end - 1).event() instanceof Terminal) {
			end--;
		}
		return end;
	}

	private List<Recorded> prefix() {
		return this.history.subList(0, this.end);
	}

	/**
	 * Return the new run. It is started later than the old one, and than anything it has
	 * inherited, which is how what is inherited is known; one whose delay is not over
	 * goes on waiting.
	 */
	RunStart run(boolean owned) {
		Instant last = prefix().get(this.end - 1).recordedAt();
		Instant now = Times.later(this.node.clock().now(), this.goal.after().plusNanos(1_000));
		Instant startAt = (this.end == 1 && last.isAfter(now)) ? last : null;
		Instant startedAt = (startAt != null) ? now : Times.later(now, last.plusNanos(1_000));
		Incoming.WorkflowStarted first = (Incoming.WorkflowStarted) prefix().get(0).event();
		StartDetails before = first.details().begunAt((startAt != null) ? startAt : startedAt);
		StartDetails details = new StartDetails(before.attempt(), before.queue(), before.executionTimeout(),
				before.executionDeadline(), before.runTimeout(), before.retry(), before.parent(), before.memo(),
				before.attributes(), before.headers(), this.old.runId(), admission(before));
		RunPlan plan = RunPlan.next(this.old, this.runId, RunPlan.with(first, details), startedAt, startAt);
		List<EventRow> events = new ArrayList<>();
		for (Recorded event : prefix()) {
			Event kept = (event.seq() == 1) ? plan.event() : event.event();
			events.add(Unit.row(new Recorded(event.seq(), event.recordedAt(), kept), this.node.codec()));
		}
		return new RunStart(
				plan.row(this.node.settings().buildId(), null, WorkflowIdReusePolicy.ALLOW_DUPLICATE,
						RunPlan.attributes(values(details.memo(), true), values(details.attributes(), false))),
				events, owned, false);
	}

	private Admission admission(StartDetails before) {
		return (this.goal.limit() != null) ? before.admission().limited(this.goal.limit()) : before.admission();
	}

	private Map<String, Payload> values(Map<String, Payload> first, boolean memo) {
		Map<String, Payload> values = new LinkedHashMap<>(first);
		for (Recorded event : prefix()) {
			if (memo && event.event() instanceof Command.MemoUpserted upsert) {
				values = StartDetails.with(values, upsert.name(), upsert.value());
			}
			else if (!memo && event.event() instanceof Command.AttributesUpserted upsert) {
				values = StartDetails.with(values, upsert.name(), upsert.value());
			}
		}
		return values;
	}

	/**
	 * Return the letters for the new run, in the order in which what they bring had come:
	 * signals, the ends of children, and the outcomes of requests, those too of which the
	 * old run had not heard.
	 * @param sent tells which requests of the old run were sent, by their keys
	 */
	List<NewLetter> letters(SentRequests sent) {
		Set<UUID> children = new HashSet<>();
		Map<Long, String> requests = new LinkedHashMap<>();
		prefix().forEach((event) -> note(event, children, requests));
		List<NewLetter> letters = new ArrayList<>();
		for (Recorded event : this.history.subList(this.end, this.history.size())) {
			if (event.event() instanceof Incoming.SignalReceived signal) {
				letters.add(new NewLetter(this.old.firstRunId(), null, LetterKind.SIGNAL, signal.name(),
						this.node.codec().encode(signal), null));
			}
			else if (event.event() instanceof Incoming incoming && isAwaited(incoming, children, requests)) {
				letters.add(result(incoming));
			}
		}
		Set<String> delivered = requests.isEmpty() ? Set.of()
				: sent.sent(requests.keySet().stream().map(this::key).toList());
		requests.forEach(
				(id, workflowId) -> letters.add(result(Requests.outcome(id, workflowId, delivered.contains(key(id))))));
		return letters;
	}

	/**
	 * Return the updates of which the new run does not know, and which the old one has
	 * not answered.
	 */
	Set<String> lostUpdates() {
		Set<String> lost = new LinkedHashSet<>();
		for (Recorded event : this.history.subList(this.end, this.history.size())) {
			if (event.event() instanceof Incoming.UpdateAccepted update) {
				lost.add(update.updateId());
			}
			else if (event.event() instanceof Command.UpdateCompleted update) {
				lost.remove(update.updateId());
			}
		}
		return lost;
	}

	private static void note(Recorded event, Set<UUID> children, Map<Long, String> requests) {
		if (event.event() instanceof Command.ChildInitiated child) {
			children.add(child.childId());
		}
		else if (event.event() instanceof Incoming incoming && isAwaited(incoming, children, requests)) {
			return;
		}
		String receiver = Requests.receiver(event.event());
		if (receiver != null) {
			requests.put(event.seq(), receiver);
		}
	}

	/*
	 * Each end of a child and each outcome of a request counts once.
	 */
	private static boolean isAwaited(Incoming event, Set<UUID> children, Map<Long, String> requests) {
		if (event instanceof Incoming.ChildCompleted completed) {
			return children.remove(completed.childId());
		}
		if (event instanceof Incoming.ChildFailed failed) {
			return children.remove(failed.childId());
		}
		if (event instanceof Incoming.ExternalSignalDelivered delivered) {
			return requests.remove(delivered.requestId()) != null;
		}
		return event instanceof Incoming.ExternalSignalFailed failed && requests.remove(failed.requestId()) != null;
	}

	private String key(long requestId) {
		return OutgoingLetter.requestKey(this.old.runId(), requestId);
	}

	private NewLetter result(Incoming event) {
		if (event instanceof Incoming.ChildCompleted || event instanceof Incoming.ChildFailed) {
			return Endings.childResult(this.old.firstRunId(), event, this.node);
		}
		return new NewLetter(this.old.firstRunId(), this.runId, LetterKind.RESULT, event.kind(),
				this.node.codec().encode(event), null);
	}

	/**
	 * What the new run is to be like.
	 *
	 * @param toSeq the last event to keep, rounded down to the end of its turn; at least
	 * the first event is kept
	 * @param after when the old run has closed, or was started if it is still open, by
	 * whatever clock: the new one starts later
	 * @param limit the limit of the chain, or null
	 */
	record Goal(long toSeq, Instant after, @Nullable ConcurrencyLimit limit) {

	}

	/**
	 * Tells which requests were sent.
	 */
	@FunctionalInterface
	interface SentRequests {

		Set<String> sent(List<String> keys);

	}

}
