package dev.durable.node;

import java.util.List;

import dev.durable.engine.Run;
import dev.durable.history.Event;
import dev.durable.history.Incoming;
import dev.durable.history.Payload;
import dev.durable.history.UnreadableException;
import dev.durable.store.Letter;
import dev.durable.store.LetterKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the letters of a run in memory and makes turns of them, in the order in which the
 * inbox has them.
 */
final class Inbox {

	private static final Logger logger = LoggerFactory.getLogger(Inbox.class);

	private final ResidentRun owner;

	private final NodeContext node;

	Inbox(ResidentRun owner, NodeContext node) {
		this.owner = owner;
		this.node = node;
	}

	void take(Unit unit) {
		take(this.node.store().letters(this.owner.runId()), unit);
	}

	void take(List<Letter> letters, Unit unit) {
		for (Letter letter : letters) {
			if (unit.isFull()) {
				this.owner.lettersArrived();
				return;
			}
			if (!unit.consumed.contains(letter.id()) && !unit.unreadable.contains(letter.id()) && !take(letter, unit)) {
				return;
			}
		}
	}

	private boolean take(Letter letter, Unit unit) {
		Run run = this.owner.run();
		if (run == null) {
			return false;
		}
		try {
			boolean taken = (letter.kind() == LetterKind.SIGNAL) ? this.owner.takeTurn(signal(run, letter), unit)
					: takeResult(run, letter, unit);
			if (taken) {
				unit.consumed.add(letter.id());
			}
			return taken;
		}
		catch (UnreadableException ex) {
			logger.warn("Letter {} for workflow '{}' cannot be read and is put aside: {}", letter.id(),
					this.owner.workflowId(), ex.getMessage());
			unit.unreadable.add(letter.id());
			return true;
		}
	}

	private Incoming signal(Run run, Letter letter) {
		Payload arguments = new Payload(letter.data());
		run.code().checkSignal(letter.name(), arguments);
		return new Incoming.SignalReceived(letter.name(), arguments);
	}

	/*
	 * A result of something that has one already is dropped.
	 */
	private boolean takeResult(Run run, Letter letter, Unit unit) {
		Event event = this.node.codec().decode(letter.name(), letter.data());
		long activityId = activityId(event);
		if (!run.isOpenActivity(activityId)) {
			return true;
		}
		boolean taken = this.owner.takeTurn((Incoming) event, unit);
		if (taken) {
			this.owner.attempts().forget(activityId, unit);
		}
		return taken;
	}

	private static long activityId(Event event) {
		if (event instanceof Incoming.ActivityCompleted completed) {
			return completed.activityId();
		}
		if (event instanceof Incoming.ActivityFailed failed) {
			return failed.activityId();
		}
		throw new UnreadableException("A result is never of the kind " + event.kind() + ".", null);
	}

}
