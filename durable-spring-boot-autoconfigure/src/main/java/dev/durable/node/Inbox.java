package dev.durable.node;

import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

import dev.durable.engine.Failures;
import dev.durable.engine.Run;
import dev.durable.engine.StuckException;
import dev.durable.history.Command;
import dev.durable.history.Event;
import dev.durable.history.FailureInfo;
import dev.durable.history.Incoming;
import dev.durable.history.UnreadableException;
import dev.durable.store.ActivityRow;
import dev.durable.store.Letter;
import dev.durable.store.LetterKind;
import dev.durable.store.LetterState;
import dev.durable.store.StoreUnavailableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the letters of a run in memory: orders first, which need no code; then the others
 * become turns, in the order in which the inbox has them.
 */
final class Inbox {

	private static final Logger logger = LoggerFactory.getLogger(Inbox.class);

	private static final byte[] NOTHING = new byte[0];

	private final ResidentRun owner;

	private final NodeContext node;

	private final Orders orders;

	/** The highest id that a letter had that was read from the inbox. */
	private long lastRead;

	Inbox(ResidentRun owner, NodeContext node) {
		this.owner = owner;
		this.node = node;
		this.orders = new Orders(owner, node);
	}

	/**
	 * Take the letters that have arrived.
	 */
	void take(Mailbox mailbox, Unit unit) {
		try {
			if (!mailbox.takeLetters()) {
				takeHanded(mailbox.takeHanded(), unit);
				return;
			}
			this.node.executor().passOn();
			List<Letter> letters = this.node.store().letters(this.owner.runId());
			takeOrders(letters, unit);
			takeOthers(letters, this::rows, unit);
		}
		catch (StoreUnavailableException ex) {
			mailbox.putLettersBack();
			throw ex;
		}
	}

	/*
	 * Whoever has handed a letter over may have been late: if it may have been read from
	 * the inbox already, only the inbox knows.
	 */
	private void takeHanded(List<Letter> letters, Unit unit) {
		if (letters.stream().allMatch((letter) -> letter.id() > this.lastRead)) {
			takeOthers(letters, this::rows, unit);
		}
		else {
			this.owner.lettersArrived();
		}
	}

	private List<ActivityRow> rows() {
		return this.node.store().activities(this.owner.runId());
	}

	/**
	 * Take the orders of all that was read from the inbox, before anything else of it.
	 */
	void takeOrders(List<Letter> letters, Unit unit) {
		letters.forEach((letter) -> this.lastRead = Math.max(this.lastRead, letter.id()));
		this.orders.take(letters, unit);
		if (unit.closing == null && this.owner.isDelayed()) {
			this.orders.cancelUnbegun(letters, unit);
		}
	}

	/**
	 * Take the letters that are no orders.
	 * @param letters the letters
	 * @param rows the rows of the activities, not older than the letters
	 * @param unit takes what comes of it
	 */
	void takeOthers(List<Letter> letters, Supplier<List<ActivityRow>> rows, Unit unit) {
		for (Letter letter : letters) {
			Run run = this.owner.run();
			if (run == null || this.owner.isHalted() || unit.closing != null || this.owner.endings().goesOn(run)) {
				return;
			}
			if (unit.isFull()) {
				this.owner.lettersArrived();
				return;
			}
			if (!letter.kind().isOrder() && !unit.isTaken(letter.id()) && !take(run, letter, rows, unit)) {
				return;
			}
		}
	}

	private boolean take(Run run, Letter letter, Supplier<List<ActivityRow>> rows, Unit unit) {
		try {
			return switch (letter.kind()) {
				case SIGNAL -> takeSignal(run, letter, unit);
				case UPDATE -> takeUpdate(run, letter, unit);
				case CANCEL -> takeCancel(run, letter, unit);
				case ATTEMPT_FAILED -> takeFailure(letter, rows, unit);
				case ATTEMPT_LEFT -> takeNotice(letter, rows, unit);
				default -> takeResult(run, letter, unit);
			};
		}
		catch (StuckException ex) {
			this.owner.stuck(ex, unit);
			return false;
		}
		catch (UnreadableException ex) {
			logger.warn("Letter {} for workflow '{}' cannot be read and is put aside: {}", letter.id(),
					this.owner.workflowId(), ex.getMessage());
			unit.unreadable.add(letter.id());
			return true;
		}
	}

	private <T extends Event> T decode(Letter letter, Class<T> type) {
		return type.cast(this.node.codec().decode(type.getSimpleName(), letter.data()));
	}

	private boolean takeSignal(Run run, Letter letter, Unit unit) {
		Incoming.SignalReceived signal = decode(letter, Incoming.SignalReceived.class);
		run.code().checkSignal(signal.name(), signal.arguments());
		return takeTurn(signal, letter, unit);
	}

	private boolean takeCancel(Run run, Letter letter, Unit unit) {
		Incoming.CancelRequested cancel = decode(letter, Incoming.CancelRequested.class);
		if (run.isCancelRequested()) {
			done(letter, unit);
			return true;
		}
		return takeTurn(cancel, letter, unit);
	}

	private boolean takeTurn(Incoming event, Letter letter, Unit unit) {
		boolean taken = this.owner.takeTurn(event, unit);
		if (taken) {
			done(letter, unit);
		}
		return taken;
	}

	/*
	 * A key must be known for as long as its sender may ask, or repeat the letter.
	 */
	static void done(Letter letter, Unit unit) {
		if (letter.key() != null && letter.kind() != LetterKind.RESULT) {
			unit.kept.put(letter.id(), new Unit.Kept(letter.key(), LetterState.ANSWERED, NOTHING));
		}
		else {
			unit.consumed.add(letter.id());
		}
	}

	private boolean takeUpdate(Run run, Letter letter, Unit unit) {
		Incoming.UpdateAccepted update = decode(letter, Incoming.UpdateAccepted.class);
		try {
			run.code().checkUpdate(update.name(), update.arguments());
		}
		catch (StuckException ex) {
			throw ex;
		}
		catch (Throwable ex) {
			FailureInfo failure = Failures.describe(ex, this.node.environment().converter());
			byte[] answer = this.node.codec().encode(new Command.CallRefused(update.name(), failure));
			unit.kept.put(letter.id(), new Unit.Kept(letter.key(), LetterState.ANSWERED, answer));
			return true;
		}
		boolean taken = this.owner.takeTurn(update, unit);
		if (taken) {
			unit.kept.put(letter.id(), new Unit.Kept(letter.key(), LetterState.ACCEPTED, NOTHING));
		}
		return taken;
	}

	/*
	 * A result of something that has one already, or is not wanted any more, is dropped.
	 */
	private boolean takeResult(Run run, Letter letter, Unit unit) {
		Event event = this.node.codec().decode(letter.name(), letter.data());
		if (event instanceof Incoming.ActivityCompleted completed) {
			return takeResult(run, completed.activityId(), completed, letter, unit);
		}
		if (event instanceof Incoming.ActivityFailed failed) {
			return takeResult(run, failed.activityId(), failed, letter, unit);
		}
		boolean awaited = isAwaited(run, event);
		boolean taken = !awaited || this.owner.takeTurn((Incoming) event, unit);
		if (taken) {
			unit.consumed.add(letter.id());
		}
		return taken;
	}

	private static boolean isAwaited(Run run, Event event) {
		if (event instanceof Incoming.ExternalSignalDelivered delivered) {
			return run.isOpenRequest(delivered.requestId());
		}
		if (event instanceof Incoming.ExternalSignalFailed failed) {
			return run.isOpenRequest(failed.requestId());
		}
		UUID child = (event instanceof Incoming.ChildCompleted completed) ? completed.childId() : null;
		child = (event instanceof Incoming.ChildFailed failed) ? failed.childId() : child;
		if (child == null) {
			throw new UnreadableException("A result is never of the kind " + event.kind() + ".", null);
		}
		return run.isOpenChild(child);
	}

	private boolean takeResult(Run run, long activityId, Incoming event, Letter letter, Unit unit) {
		Attempt attempt = this.owner.attempts().routes().elsewhere(activityId, letter.key());
		boolean ofToken = attempt != null && attempt.later;
		if (!run.isOpenActivity(activityId)) {
			this.owner.attempts().forget(activityId, unit);
		}
		else if (this.owner.takeTurn(event, unit)) {
			unit.ended(this.owner.attempts().forget(activityId, unit), event);
		}
		else {
			return false;
		}
		outcomeTaken(ofToken, letter, unit);
		return true;
	}

	/*
	 * The key of a token must be known for as long as somebody may use it again.
	 */
	private static void outcomeTaken(boolean ofToken, Letter letter, Unit unit) {
		if (ofToken) {
			unit.kept.put(letter.id(), new Unit.Kept(letter.key(), LetterState.ANSWERED, NOTHING));
		}
		else {
			unit.consumed.add(letter.id());
		}
	}

	/*
	 * Somebody else has ended an attempt; what follows is for its policy to say.
	 */
	private boolean takeFailure(Letter letter, Supplier<List<ActivityRow>> rows, Unit unit) {
		Incoming.ActivityFailed failed = decode(letter, Incoming.ActivityFailed.class);
		Attempt attempt = this.owner.attempts().routes().elsewhere(failed.activityId(), letter.key());
		boolean routed = attempt != null && attempt.routed;
		if (attempt != null) {
			this.owner.attempts().routes().failedElsewhere(attempt, failed, delay(letter), rows.get(), unit);
		}
		outcomeTaken(!routed, letter, unit);
		return !this.owner.isStuck();
	}

	private boolean takeNotice(Letter letter, Supplier<List<ActivityRow>> rows, Unit unit) {
		this.owner.attempts().routes().leftElsewhere(Long.parseLong(letter.name()), rows);
		unit.consumed.add(letter.id());
		return true;
	}

	private static @Nullable Long delay(Letter letter) {
		return letter.name().isEmpty() ? null : Long.valueOf(letter.name());
	}

}
