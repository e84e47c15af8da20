package dev.durable.node;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import dev.durable.history.Event;
import dev.durable.history.Incoming;
import dev.durable.history.Terminal;
import dev.durable.history.UnreadableException;
import dev.durable.store.EventRow;
import dev.durable.store.FenceLostException;
import dev.durable.store.OutgoingLetter;
import dev.durable.store.RunRow;
import dev.durable.store.RunStart;
import dev.durable.store.StoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what has become of children that were started and of requests that were sent,
 * once that is durable, and takes up the children that this node owns. It does so also if
 * the run that has asked is in memory no more: what this node owns must be.
 */
final class Asking {

	private static final Logger logger = LoggerFactory.getLogger(Asking.class);

	private static final Duration UNAVAILABLE_WAIT = Duration.ofMillis(500);

	private final NodeContext node;

	Asking(NodeContext node) {
		this.node = node;
	}

	void ask(ResidentRun run, Questions questions, List<RunStart> children) {
		if (!questions.isEmpty()) {
			this.node.executor().execute(Lane.POLL, () -> tryAsk(run, questions, children));
		}
	}

	private void tryAsk(ResidentRun run, Questions questions, List<RunStart> children) {
		if (this.node.isGone()) {
			return;
		}
		try {
			find(run, questions, children);
		}
		catch (FenceLostException ex) {
			this.node.lost();
		}
		catch (StoreException ex) {
			logger.warn("Run {} waits for what has become of its requests: {}", run.runId(), ex.getMessage());
			this.node.executor().schedule(Lane.POLL, UNAVAILABLE_WAIT, () -> tryAsk(run, questions, children));
		}
	}

	private void find(ResidentRun run, Questions questions, List<RunStart> children) {
		Set<UUID> started = questions.children().isEmpty() ? Set.of()
				: this.node.store().begun(questions.children().keySet());
		boolean unowned = false;
		for (RunStart child : children) {
			if (child.owned() && started.contains(child.run().runId())) {
				this.node.adopt(child);
			}
			unowned |= !child.owned();
		}
		if (unowned) {
			this.node.hintAll();
		}
		Set<Long> delivered = delivered(run, questions.requests().keySet());
		Map<UUID, Incoming> ended = children.isEmpty() ? ended(started) : Map.of();
		children.stream()
			.filter((child) -> started.contains(child.run().runId()))
			.forEach((child) -> this.node.listener().started(child.run().type()));
		run.tell(new Message.Outcomes(questions, withAnswered(run, questions, started), ended, delivered));
	}

	/*
	 * A child that has closed may have been deleted since; its letter tells of it.
	 */
	private Set<UUID> withAnswered(ResidentRun run, Questions questions, Set<UUID> started) {
		if (started.size() == questions.children().size()) {
			return started;
		}
		Set<String> keys = this.node.store()
			.letters(run.runId())
			.stream()
			.map((letter) -> String.valueOf(letter.key()))
			.collect(Collectors.toSet());
		return questions.children()
			.keySet()
			.stream()
			.filter((child) -> started.contains(child) || keys.contains(Endings.childKey(child)))
			.collect(Collectors.toSet());
	}

	/*
	 * The letter of a child goes to nobody while its chain of parents has no open run,
	 * which can be made of a part of a closed one. So its end is looked for as well.
	 */
	private Map<UUID, Incoming> ended(Set<UUID> children) {
		Map<UUID, Incoming> ended = new HashMap<>();
		if (!children.isEmpty()) {
			for (RunRow first : this.node.store().closed(children)) {
				Terminal end = end(first);
				if (end != null) {
					ended.put(first.runId(), Endings.childEnd(first.runId(), first.workflowId(), end));
				}
			}
		}
		return ended;
	}

	private @Nullable Terminal end(RunRow first) {
		RunRow run = first;
		while (run != null && run.status().isClosed()) {
			EventRow last = this.node.store().lastEvent(run.runId()).orElse(null);
			if (last == null || !(decode(last) instanceof Terminal end)) {
				return null;
			}
			UUID next = end.next();
			if (next == null) {
				return end;
			}
			run = this.node.store().run(next).orElse(null);
		}
		return null;
	}

	private @Nullable Event decode(EventRow row) {
		try {
			return this.node.codec().decode(row.kind(), row.data());
		}
		catch (UnreadableException ex) {
			logger.warn("The end of a child cannot be read: {}", ex.getMessage());
			return null;
		}
	}

	private Set<Long> delivered(ResidentRun run, Set<Long> requests) {
		if (requests.isEmpty()) {
			return Set.of();
		}
		Set<String> sent = this.node.store()
			.sent(requests.stream().map((id) -> OutgoingLetter.requestKey(run.runId(), id)).toList());
		return requests.stream()
			.filter((id) -> sent.contains(OutgoingLetter.requestKey(run.runId(), id)))
			.collect(Collectors.toSet());
	}

}
