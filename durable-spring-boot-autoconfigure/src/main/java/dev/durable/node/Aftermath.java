package dev.durable.node;

import java.util.List;

import dev.durable.client.StuckReason;
import dev.durable.engine.Run;
import dev.durable.engine.StuckException;
import dev.durable.store.LetterRef;
import dev.durable.store.OutgoingLetter;
import dev.durable.store.Routing;
import dev.durable.store.RunUpdate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What follows once it is known what became of a unit.
 */
final class Aftermath {

	private static final Logger logger = LoggerFactory.getLogger(Aftermath.class);

	private static final byte[] NOTHING = new byte[0];

	private final ResidentRun owner;

	private final NodeContext node;

	Aftermath(ResidentRun owner, NodeContext node) {
		this.owner = owner;
		this.node = node;
	}

	void finish(Unit unit, CommitOutcome outcome) {
		switch (outcome) {
			case DURABLE -> durable(unit);
			case LETTERS_UNREAD -> {
				unit.reopen();
				this.owner.carry(unit);
				this.owner.lettersArrived();
			}
			case CONFLICT -> reload(unit);
			case REJECTED -> rejected(unit);
			case ID_TAKEN, ID_LOCKED, ID_USED -> taken(unit);
			case NODE_LOST -> this.owner.drop();
		}
		if (outcome != CommitOutcome.LETTERS_UNREAD && !unit.starters.isEmpty()) {
			// Whoever has started the run may go on with it here
			this.node.executor().passOn();
			unit.starters.forEach((starter) -> starter.complete(outcome));
		}
	}

	private void durable(Unit unit) {
		this.owner.progress().durable();
		Report.durable(this.owner, unit, this.node.listener());
		tellWaiters(unit);
		List<Routing> offers = unit.offers();
		if (!offers.isEmpty()) {
			this.node.routed().offered(offers);
		}
		if (unit.hasSentLetters() || unit.letsOthersBegin()) {
			this.node.hintAll();
		}
		if (unit.closing != null) {
			closed(unit.closing, unit);
		}
		else if (isLeaving(unit.update)) {
			this.node.asking().ask(this.owner, unit.questions, unit.children);
			this.owner.leave();
			this.node.remove(this.owner);
			if (unit.update instanceof RunUpdate.Parked parked) {
				this.node.wakeUps().add(parked.wakeAt());
			}
			if (this.owner.leaving().isClaimedAgain()) {
				this.node.orphaned();
			}
			else if (unit.update instanceof RunUpdate.Resumed || unit.letsOthersBegin()) {
				this.node.hintAll();
			}
		}
		else {
			if (unit.update instanceof RunUpdate.Healed) {
				this.owner.halt().healed();
			}
			else if (unit.update instanceof RunUpdate.Paused) {
				this.owner.halt().pauseKnown();
			}
			settleIn(unit);
		}
	}

	/**
	 * Tell whether a run leaves memory when this is durable, without having closed.
	 */
	static boolean isLeaving(@Nullable RunUpdate update) {
		return update instanceof RunUpdate.Parked || update instanceof RunUpdate.Resumed
				|| update instanceof RunUpdate.Limited || (update instanceof RunUpdate.Stuck stuck && stuck.park())
				|| (update instanceof RunUpdate.Paused paused && paused.park());
	}

	private void tellWaiters(Unit unit) {
		unit.answered().forEach((key, data) -> answered(key, data, unit));
		unit.laters.forEach((later) -> later.durable().complete(null));
	}

	/*
	 * An update that was accepted before a reset may have been answered before it, too;
	 * then that counts, and only a look at the store tells.
	 */
	private void answered(String key, byte[] data, Unit unit) {
		if (this.owner.progress().isReset() && !unit.keeps(key)) {
			this.node.hintAll();
		}
		else if (!this.node.answers().answered(new LetterRef(this.owner.chain(), key), data)) {
			this.node.neighbours().hint();
		}
	}

	private void closed(Closing closing, Unit unit) {
		this.node.asking().ask(this.owner, unit.questions, unit.children);
		closing.unanswered().forEach((update) -> answered(OutgoingLetter.updateKey(update), NOTHING, unit));
		this.owner.leave();
		this.owner.attempts().executions().forEach(Execution::abandon);
		this.node.closed(this.owner, closing.terminal());
		if (closing.successor() != null && closing.successor().owned()) {
			this.node.adopt(closing.successor());
		}
		else if (closing.successor() != null) {
			this.node.hintAll();
		}
	}

	/**
	 * What the unit has asked for is durable: let it happen.
	 */
	void settleIn(Unit unit) {
		unit.scheduled.forEach(this.owner.attempts()::begin);
		unit.toBegin.forEach(this.owner.attempts()::dispatch);
		unit.toCancel.forEach(this.owner.attempts().cancels()::carryOut);
		if (this.node.isHandingOver() && (!unit.isEmpty() || !unit.toCancel.isEmpty())) {
			// what has kept the run here may be over, and nothing else need happen to it
			this.owner.tell(new Message.Park());
		}
		if (!unit.questions.isEmpty()) {
			this.owner.ask(unit.questions.copy(), List.copyOf(unit.children));
		}
		this.owner.attempts().armAll();
		this.owner.timeouts().arm();
		Run current = this.owner.run();
		if (current != null && this.node.settings().maxResident() == 0 && !unit.isEmpty()) {
			this.owner.timers().cancelAll();
			this.owner.unwind();
		}
		else if (current != null) {
			this.owner.timers().arm(current);
		}
	}

	/*
	 * Somebody else wrote. What only memory knows is told again, to the run as the store
	 * has it.
	 */
	private void reload(Unit unit) {
		logger.warn("Run {} was changed by somebody else; it is loaded again", this.owner.runId());
		if (unit.start != null) {
			this.owner.drop();
			return;
		}
		this.owner.attempts().notRecorded(unit);
		this.owner.reload(unit.results);
		unit.laters.forEach(this.owner::tell);
	}

	private void taken(Unit unit) {
		if (unit.start != null) {
			this.owner.drop();
		}
		else {
			reload(unit);
		}
	}

	private void rejected(Unit unit) {
		if (unit.start != null) {
			this.owner.drop();
			return;
		}
		this.owner.attempts().notRecorded(unit);
		this.owner.progress().rollBack();
		Unit rest = new Unit();
		this.owner.carry(rest);
		unit.laters.forEach(this.owner::tell);
		this.owner.stuck(new StuckException(StuckReason.WORKFLOW_CODE_ERROR, "The store cannot take what workflow '"
				+ this.owner.workflowId() + "' has to record; see the log of this node for its answer.", null), rest);
	}

}
