package dev.durable.node;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.durable.client.StuckReason;
import dev.durable.engine.Run;
import dev.durable.engine.RunIdentity;
import dev.durable.engine.StuckException;
import dev.durable.engine.Turn;
import dev.durable.engine.WorkflowType;
import dev.durable.history.Incoming;
import dev.durable.history.Recorded;
import dev.durable.store.NewRun;
import dev.durable.store.RunUpdate;
import dev.durable.store.StoreUnavailableException;
import dev.durable.store.StuckMark;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run that this node owns and has in memory. What happens to it is told by messages;
 * they are handled one after another, on one thread at a time, and what comes of them is
 * committed as a {@link Unit}. While a unit is under way no further turn begins: a turn
 * goes to commit only when the one before it is durable or rides with it.
 */
final class ResidentRun {

	private static final Logger logger = LoggerFactory.getLogger(ResidentRun.class);

	private static final Duration FAILED_WAIT = Duration.ofSeconds(10);

	private static final Duration UNAVAILABLE_WAIT = Duration.ofMillis(500);

	private final NodeContext node;

	private final RunIdentity identity;

	private final WorkflowType type;

	private final Queue<Message> mailbox = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean scheduled = new AtomicBoolean();

	private final AtomicBoolean lettersArrived = new AtomicBoolean();

	private final AtomicBoolean claimedAgain = new AtomicBoolean();

	private final Attempts attempts;

	private final Timers timers;

	private final Inbox inbox;

	private @Nullable Run run;

	private @Nullable Unit underWay;

	private @Nullable Unit carried;

	private final Map<Long, Incoming> unsettled = new LinkedHashMap<>();

	private @Nullable StuckMark mark;

	private boolean stuck;

	private boolean parkAsked;

	private boolean dropped;

	private volatile long lastMovedNanos;

	ResidentRun(NodeContext node, RunIdentity identity, WorkflowType type) {
		this.node = node;
		this.identity = identity;
		this.type = type;
		this.attempts = new Attempts(this, node);
		this.timers = new Timers(this, node);
		this.inbox = new Inbox(this, node);
		this.lastMovedNanos = node.executor().nanos();
	}

	/**
	 * Tell the run something. Never blocks; may be called by any thread.
	 */
	void tell(Message message) {
		this.mailbox.add(message);
		nudge();
	}

	/**
	 * Tell the run that there may be letters. They are taken before anything else.
	 */
	void lettersArrived() {
		this.lettersArrived.set(true);
		nudge();
	}

	/**
	 * The poller has claimed this run although it is in memory: its leaving is durable,
	 * and it has not heard so yet. Somebody must take it up when it has gone.
	 */
	void claimedAgain() {
		this.claimedAgain.set(true);
	}

	void nudge() {
		if (this.scheduled.compareAndSet(false, true)) {
			this.node.executor().execute(Lane.TURN, this::step);
		}
	}

	private void step() {
		boolean waits = false;
		try {
			advance();
		}
		catch (StoreUnavailableException ex) {
			logger.warn("Run {} waits for the store: {}", this.identity.runId(), ex.getMessage());
			this.node.executor().schedule(Lane.TURN, UNAVAILABLE_WAIT, this::nudge);
			waits = true;
		}
		catch (RuntimeException | Error ex) {
			logger.error(
					"Run {} of workflow '{}' is dropped from memory after a failure of the engine, and is taken up again later",
					this.identity.runId(), this.identity.workflowId(), ex);
			drop();
			this.node.executor().schedule(Lane.POLL, FAILED_WAIT, this.node::orphaned);
		}
		finally {
			this.scheduled.set(false);
		}
		if (!waits && canAdvance()) {
			nudge();
		}
	}

	private boolean canAdvance() {
		Unit unit = this.underWay;
		if (this.dropped) {
			return false;
		}
		return (unit != null) ? unit.outcome != null
				: !this.mailbox.isEmpty() || (this.lettersArrived.get() && !this.stuck);
	}

	private void advance() {
		if (!this.dropped && this.node.isGone()) {
			drop();
		}
		Unit done = this.underWay;
		if (done != null) {
			if (done.outcome == null) {
				return;
			}
			this.underWay = null;
			finish(done, done.outcome);
		}
		if (this.dropped) {
			failStarters(CommitOutcome.NODE_LOST);
			return;
		}
		work();
	}

	private void failStarters(CommitOutcome outcome) {
		Message message = this.mailbox.poll();
		while (message != null) {
			if (message instanceof Message.Start start) {
				start.durable().complete(outcome);
			}
			message = this.mailbox.poll();
		}
	}

	private void work() {
		Unit unit = (this.carried != null) ? this.carried : new Unit();
		this.carried = unit;
		if (this.run == null && !this.stuck && !(this.mailbox.peek() instanceof Message.Start)) {
			new Loading(this, this.node).load(unit, this.unsettled);
			this.unsettled.clear();
		}
		if (this.dropped) {
			return;
		}
		if (this.lettersArrived.getAndSet(false) && !this.stuck) {
			this.inbox.take(unit);
		}
		Message message = this.mailbox.poll();
		while (message != null) {
			handle(message, unit);
			message = unit.isFull() ? null : this.mailbox.poll();
		}
		new Conclusion(this, this.node).conclude(unit, this.parkAsked, this.mailbox.isEmpty());
		this.carried = null;
		if (unit.isEmpty()) {
			settleIn(unit);
		}
		else {
			submit(unit);
		}
	}

	private void submit(Unit unit) {
		this.underWay = unit;
		this.node.commits().submit(unit.change(this, this.node.codec()), (outcome) -> {
			unit.outcome = outcome;
			nudge();
		});
	}

	private void handle(Message message, Unit unit) {
		if (message instanceof Message.Start start) {
			start(start, unit);
		}
		else if (message instanceof Message.AttemptCompleted completed) {
			this.attempts.completed(completed, unit);
		}
		else if (message instanceof Message.AttemptFailed failed) {
			this.attempts.failed(failed, unit);
		}
		else if (message instanceof Message.AttemptEnded ended) {
			ended(ended, unit);
		}
		else if (message instanceof Message.AttemptNotBegun notBegun) {
			this.attempts.notBegun(notBegun, unit);
		}
		else if (message instanceof Message.AttemptDue due) {
			this.attempts.due(due.activityId(), unit);
		}
		else if (message instanceof Message.AttemptOverdue overdue) {
			this.attempts.overdue(overdue, unit);
		}
		else if (message instanceof Message.TimerDue due) {
			this.timers.due(due.timerId(), unit);
		}
		else if (message instanceof Message.Park) {
			this.parkAsked = true;
		}
	}

	private void start(Message.Start start, Unit unit) {
		unit.start = new NewRun(this.identity.runId(), this.identity.workflowId(), this.identity.firstRunId(),
				this.type.name(), this.node.settings().buildId(), this.identity.startedAt());
		unit.starters.add(start.durable());
		this.run = new Run(this.identity, this.type, this.node.environment());
		if (!takeTurn(start.event(), unit)) {
			unit.add(new Recorded(1, this.identity.startedAt(), start.event()));
		}
	}

	/*
	 * The result of a transactional attempt is a letter, committed with its effects.
	 */
	private void ended(Message.AttemptEnded ended, Unit unit) {
		this.attempts.ended(ended);
		if (!this.stuck) {
			this.inbox.take(unit);
		}
	}

	/**
	 * Let the code take one event.
	 * @return false if the code cannot, and the run is stuck now
	 */
	boolean takeTurn(Incoming event, Unit unit) {
		Run current = this.run;
		if (current == null) {
			return false;
		}
		try {
			Turn turn = current.turn(event, this.node.clock().now());
			unit.add(turn.incoming());
			turn.commands().forEach(unit::add);
			this.lastMovedNanos = this.node.executor().nanos();
			return true;
		}
		catch (StuckException ex) {
			stuck(ex, unit);
			return false;
		}
	}

	/**
	 * The run cannot advance with this code. What of the unit came before stays in it.
	 */
	void stuck(StuckException cause, Unit unit) {
		int tries = (this.mark != null) ? this.mark.tries() + 1 : 1;
		if (tries == 1) {
			logger.error("{}", cause.getMessage(), cause.getCause());
		}
		else {
			logger.warn("Try {}: {}", tries, cause.getMessage());
		}
		this.mark = new StuckMark(cause.reason(), String.valueOf(cause.getMessage()), this.node.settings().buildId(),
				tries);
		this.stuck = true;
		unwind();
		this.timers.cancelAll();
	}

	private void finish(Unit unit, CommitOutcome outcome) {
		this.parkAsked = false;
		switch (outcome) {
			case DURABLE -> durable(unit);
			case LETTERS_UNREAD -> {
				unit.reopen();
				this.carried = unit;
				this.lettersArrived.set(true);
			}
			case CONFLICT -> reload(unit);
			case REJECTED -> rejected(unit);
			case ID_TAKEN, NODE_LOST -> drop();
		}
		if (outcome != CommitOutcome.LETTERS_UNREAD) {
			unit.starters.forEach((starter) -> starter.complete(outcome));
		}
	}

	private void durable(Unit unit) {
		if (unit.terminal != null) {
			leave();
			this.attempts.executions().forEach(ActivityRunner.Execution::abandon);
			this.node.closed(this, unit.terminal);
		}
		else if (unit.update instanceof RunUpdate.Parked
				|| (unit.update instanceof RunUpdate.Stuck stuckUpdate && stuckUpdate.park())) {
			leave();
			this.node.remove(this);
			if (this.claimedAgain.get()) {
				this.node.orphaned();
			}
		}
		else {
			if (unit.update instanceof RunUpdate.Healed) {
				this.mark = null;
			}
			settleIn(unit);
		}
	}

	/*
	 * What the unit has asked for is durable: let it happen.
	 */
	private void settleIn(Unit unit) {
		unit.scheduled.forEach(this.attempts::begin);
		unit.toBegin.forEach(this.attempts::dispatch);
		this.attempts.armAll();
		Run current = this.run;
		if (current != null && this.node.settings().maxResident() == 0 && !unit.isEmpty()) {
			this.timers.cancelAll();
			unwind();
		}
		else if (current != null) {
			this.timers.arm(current);
		}
	}

	/*
	 * Somebody else wrote. What only memory knows is told again, to the run as the store
	 * has it.
	 */
	private void reload(Unit unit) {
		logger.warn("Run {} was changed by somebody else; it is loaded again", this.identity.runId());
		unwind();
		this.timers.cancelAll();
		if (unit.start != null) {
			drop();
			return;
		}
		this.stuck = false;
		this.unsettled.putAll(unit.results);
	}

	private void rejected(Unit unit) {
		if (unit.start != null) {
			drop();
			return;
		}
		Unit rest = new Unit();
		this.carried = rest;
		stuck(new StuckException(StuckReason.WORKFLOW_CODE_ERROR, "The store cannot take what workflow '"
				+ this.identity.workflowId() + "' has to record; see the log of this node for its answer.", null),
				rest);
	}

	void unwind() {
		if (this.run != null) {
			this.run.unwind();
			this.run = null;
		}
	}

	private void leave() {
		this.dropped = true;
		this.timers.cancelAll();
		this.attempts.cancelAlarms();
		unwind();
	}

	/**
	 * Drop the run from memory, whatever it was about to do.
	 */
	void drop() {
		leave();
		this.attempts.executions().forEach(ActivityRunner.Execution::abandon);
		this.node.remove(this);
		Unit unit = (this.underWay != null) ? this.underWay : this.carried;
		if (unit != null) {
			unit.starters.forEach((starter) -> starter.complete(CommitOutcome.NODE_LOST));
		}
	}

	void loaded(Run loaded, @Nullable StuckMark known) {
		this.run = loaded;
		this.mark = known;
	}

	@Nullable StuckMark mark() {
		return this.mark;
	}

	boolean isStuck() {
		return this.stuck;
	}

	@Nullable Run run() {
		return this.run;
	}

	Attempts attempts() {
		return this.attempts;
	}

	Timers timers() {
		return this.timers;
	}

	Inbox inbox() {
		return this.inbox;
	}

	RunIdentity identity() {
		return this.identity;
	}

	WorkflowType type() {
		return this.type;
	}

	UUID runId() {
		return this.identity.runId();
	}

	UUID chain() {
		return this.identity.firstRunId();
	}

	String workflowId() {
		return this.identity.workflowId();
	}

	long lastMovedNanos() {
		return this.lastMovedNanos;
	}

}
