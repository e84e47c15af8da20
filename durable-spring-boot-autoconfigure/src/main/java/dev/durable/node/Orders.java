package dev.durable.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import dev.durable.history.Incoming;
import dev.durable.history.Recorded;
import dev.durable.history.Terminal;
import dev.durable.history.UnreadableException;
import dev.durable.store.Letter;
import dev.durable.store.LetterKind;
import dev.durable.store.NewLetter;
import dev.durable.store.RunStart;
import dev.durable.store.RunUpdate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out the orders in the inbox of a run, which need no code of the workflow: it is
 * ended as it stands, held, or let go.
 */
final class Orders {

	private static final Logger logger = LoggerFactory.getLogger(Orders.class);

	/** What workflows and callers send, each in an order that is to be kept. */
	private static final Set<LetterKind> MOVED = Set.of(LetterKind.SIGNAL, LetterKind.UPDATE, LetterKind.CANCEL);

	private static final Set<String> REQUEST_OUTCOMES = Set.of(Incoming.ExternalSignalDelivered.class.getSimpleName(),
			Incoming.ExternalSignalFailed.class.getSimpleName());

	private final ResidentRun owner;

	private final NodeContext node;

	Orders(ResidentRun owner, NodeContext node) {
		this.owner = owner;
		this.node = node;
	}

	void take(List<Letter> letters, Unit unit) {
		List<Letter> holds = new ArrayList<>();
		for (Letter letter : letters) {
			if (unit.closing != null) {
				return;
			}
			if (letter.kind() == LetterKind.PAUSE || letter.kind() == LetterKind.RESUME) {
				holds.add(letter);
			}
			else if (letter.kind().isOrder() && !unit.isTaken(letter.id())) {
				close(letter, letters, unit);
			}
		}
		if (unit.closing == null) {
			hold(holds.stream().filter((letter) -> !unit.isTaken(letter.id())).toList(), unit);
		}
	}

	private RunStart restarted(Letter letter) {
		return Successors.restarted(letter, this.owner.workflowId(), this.owner.progress().earliestEnd(), this.node);
	}

	private void close(Letter letter, List<Letter> letters, Unit unit) {
		try {
			switch (letter.kind()) {
				case TERMINATE -> this.owner.endings().force(terminated(letter), null, unit);
				case RESTART -> this.owner.endings()
					.force(new Terminal.WorkflowTerminated("another run was started in its place", null),
							restarted(letter), unit);
				default -> reset(letter, letters, unit);
			}
			unit.consumed.add(letter.id());
		}
		catch (UnreadableException ex) {
			logger.warn("Order {} for workflow '{}' cannot be carried out and is put aside: {}", letter.id(),
					this.owner.workflowId(), ex.getMessage());
			unit.unreadable.add(letter.id());
		}
	}

	private Terminal.WorkflowTerminated terminated(Letter letter) {
		return (Terminal.WorkflowTerminated) this.node.codec()
			.decode(Terminal.WorkflowTerminated.class.getSimpleName(), letter.data());
	}

	private void reset(Letter order, List<Letter> letters, Unit unit) {
		Terminal.WorkflowTerminated terminal = terminated(order);
		List<Recorded> history = new ArrayList<>(
				Loading.decode(Queries.history(this.node.store(), this.owner.runId()), this.node.codec()));
		history.addAll(unit.events);
		letters.stream()
			.filter((letter) -> REQUEST_OUTCOMES.contains(letter.name()) && !unit.isTaken(letter.id()))
			.forEach((letter) -> history.add(new Recorded(history.size() + 1, letter.sentAt(),
					this.node.codec().decode(letter.name(), letter.data()))));
		if (terminal.next() == null) {
			throw new UnreadableException("An order to reset names no new run", null);
		}
		ResetPlan plan = new ResetPlan(this.node, this.owner.identity(), terminal.next(), history,
				new ResetPlan.Goal(toSeq(order), this.owner.identity().startedAt(), this.owner.progress().limit()));
		List<NewLetter> again = plan.letters((keys) -> this.node.store().sent(keys));
		boolean owned = this.owner.type() != null && !this.owner.progress().isWaiting() && this.node.maySucceed();
		RunStart next = plan.run(owned);
		this.owner.endings().reset(terminal, next, plan.lostUpdates(), unit);
		unit.letters.addAll(again);
		letters.forEach((letter) -> moveBack(letter, unit));
	}

	/*
	 * What was not taken yet comes after the signals that are delivered again. The key of
	 * a signal is for its first letter, which stays; whoever has sent another kind looks
	 * for what becomes of its key, so the letter goes and comes again with it.
	 */
	private void moveBack(Letter letter, Unit unit) {
		if (!MOVED.contains(letter.kind()) || unit.isTaken(letter.id())) {
			return;
		}
		boolean signal = letter.kind() == LetterKind.SIGNAL;
		if (signal) {
			Inbox.done(letter, unit);
		}
		else {
			unit.consumed.add(letter.id());
		}
		unit.letters.add(new NewLetter(letter.chain(), letter.runId(), letter.kind(), letter.name(), letter.data(),
				signal ? null : letter.key()));
	}

	private static long toSeq(Letter order) {
		try {
			return Long.parseLong(order.name());
		}
		catch (NumberFormatException ex) {
			throw new UnreadableException("An order to reset goes to '" + order.name() + "', which is no position", ex);
		}
	}

	/*
	 * The last one counts. A run is let go when none of its attempts runs any more, since
	 * it leaves this node for that.
	 */
	private void hold(List<Letter> holds, Unit unit) {
		Letter last = holds.isEmpty() ? null : holds.get(holds.size() - 1);
		if (last == null) {
			return;
		}
		boolean pause = last.kind() == LetterKind.PAUSE;
		boolean later = !pause && this.owner.isPaused() && this.owner.attempts().anyRunning();
		holds.stream().filter((letter) -> !later || letter != last).forEach((letter) -> unit.consumed.add(letter.id()));
		if (pause) {
			this.owner.pause();
		}
		else if (this.owner.isPaused() && !later) {
			unit.update = new RunUpdate.Resumed();
		}
	}

	/**
	 * A request to cancel a run whose code has not begun, or waits for a place: it is
	 * closed at once.
	 */
	void cancelUnbegun(List<Letter> letters, Unit unit) {
		for (Letter letter : letters) {
			if (letter.kind() == LetterKind.CANCEL && !unit.isTaken(letter.id()) && unit.closing == null) {
				this.owner.endings().force(new Terminal.WorkflowCancelled(reason(letter)), null, unit);
				Inbox.done(letter, unit);
			}
		}
	}

	private @Nullable String reason(Letter letter) {
		try {
			return ((Incoming.CancelRequested) this.node.codec()
				.decode(Incoming.CancelRequested.class.getSimpleName(), letter.data())).reason();
		}
		catch (UnreadableException ex) {
			return null;
		}
	}

}
