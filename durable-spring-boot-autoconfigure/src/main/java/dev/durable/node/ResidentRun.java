package dev.durable.node;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.durable.engine.LogContext;
import dev.durable.engine.Run;
import dev.durable.engine.RunIdentity;
import dev.durable.engine.StuckException;
import dev.durable.engine.Turn;
import dev.durable.engine.WorkflowType;
import dev.durable.history.Incoming;
import dev.durable.history.Recorded;
import dev.durable.store.LoadedRun;
import dev.durable.store.RunRow;
import dev.durable.store.RunStart;
import dev.durable.store.StoreUnavailableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run that this node owns and has in memory. What happens to it is told by messages;
 * they are handled one after another, on one thread at a time, and what comes of them is
 * committed as a {@link Unit}. While a unit is under way no further turn begins: a turn
 * goes to commit only when the one before it is durable or rides with it.
 * <p>
 * A run is halted while its code cannot or must not move: it is stuck, paused, before its
 * time, waits for a place under a limit, or of a type that this node has no code for.
 */
final class ResidentRun {

	private static final Logger logger = LoggerFactory.getLogger(ResidentRun.class);

	private static final Duration FAILED_WAIT = Duration.ofSeconds(10);

	private static final Duration UNAVAILABLE_WAIT = Duration.ofMillis(500);

	private final NodeContext node;

	private final RunIdentity identity;

	private final String typeName;

	private final @Nullable WorkflowType type;

	private final LogContext logContext;

	private final Mailbox mailbox;

	private final Leaving leaving = new Leaving();

	private final Progress progress;

	private final Halt halt;

	private final ObservedTurns turns;

	private final Attempts attempts;

	private final Timers timers;

	private final Timeouts timeouts;

	private final Inbox inbox;

	private final Endings endings;

	private final Commands commands;

	private final Mail mail;

	private final Loading loading;

	private final Questions questions = new Questions();

	private final Map<Long, Incoming> unsettled = new LinkedHashMap<>();

	private @Nullable Run run;

	private @Nullable Unit underWay;

	private @Nullable Unit carried;

	private boolean parkAsked;

	private boolean dropped;

	private volatile long lastMovedNanos;

	ResidentRun(NodeContext node, RunIdentity identity, String typeName, @Nullable LoadedRun known) {
		this.node = node;
		this.mailbox = new Mailbox(node.executor(), this::step);
		this.identity = identity;
		this.typeName = typeName;
		this.type = node.registry().workflows().get(typeName);
		this.logContext = LogContext.of(identity, typeName);
		this.progress = new Progress(identity.startedAt());
		this.halt = new Halt(node.settings().buildId());
		this.turns = new ObservedTurns(this, node);
		this.attempts = new Attempts(this, node);
		this.timers = new Timers(this, node);
		this.timeouts = new Timeouts(this, node);
		this.inbox = new Inbox(this, node);
		this.endings = new Endings(this, node);
		this.commands = new Commands(this, node);
		this.mail = new Mail(this);
		this.loading = new Loading(this, node, known);
		this.lastMovedNanos = node.executor().nanos();
	}

	/**
	 * Tell the run something. Never blocks; may be called by any thread.
	 */
	void tell(Message message) {
		this.mailbox.add(message);
	}

	/**
	 * Tell the run something, as the last thing that the step of the calling thread does:
	 * the same thread may take it up.
	 */
	void tellLast(Message message) {
		this.mailbox.addLast(message);
	}

	/**
	 * Tell the run that there may be letters. They are taken before anything else.
	 */
	void lettersArrived() {
		this.mailbox.lettersArrived();
	}

	Mailbox mailbox() {
		return this.mailbox;
	}

	void nudge() {
		this.mailbox.nudge();
	}

	private void step() {
		boolean waits = false;
		LogContext.Restore log = this.logContext.open();
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
			log.close();
			this.mailbox.ended();
		}
		if (!waits && canAdvance()) {
			nudge();
		}
	}

	private boolean canAdvance() {
		Unit unit = this.underWay;
		if (this.dropped) {
			return this.mailbox.hasMessages();
		}
		return (unit != null) ? unit.outcome != null : this.mailbox.hasMessages() || this.mailbox.hasLetters();
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
			this.parkAsked = false;
			new Aftermath(this, this.node).finish(done, done.outcome);
		}
		if (this.dropped) {
			this.mail.refuseAll(this.mailbox);
		}
		else {
			work();
		}
	}

	private void work() {
		Unit unit = (this.carried != null) ? this.carried : new Unit();
		this.carried = unit;
		if (isToBeLoaded()) {
			this.loading.load(unit, this.unsettled);
		}
		if (this.dropped) {
			return;
		}
		takeLetters(unit);
		Message message = (unit.closing != null) ? null : this.mailbox.poll();
		while (message != null) {
			this.mail.handle(message, unit);
			message = unit.isFull() ? null : this.mailbox.poll();
		}
		takeLetters(unit);
		this.timeouts.check(unit);
		boolean idle = !this.mailbox.hasMessages() && !this.mailbox.hasLetters();
		new Conclusion(this, this.node).conclude(unit, this.parkAsked, idle);
		this.carried = null;
		if (unit.isEmpty()) {
			new Aftermath(this, this.node).settleIn(unit);
		}
		else {
			submit(unit);
		}
	}

	private boolean isToBeLoaded() {
		return this.run == null && !isStuck() && !isPaused() && !(this.mailbox.peek() instanceof Message.Start);
	}

	private void takeLetters(Unit unit) {
		if (unit.closing == null && !unit.isFull()) {
			this.inbox.take(this.mailbox, unit);
		}
	}

	private void submit(Unit unit) {
		this.underWay = unit;
		this.leaving.submitted(Aftermath.isLeaving(unit.update));
		this.node.commits().submit(unit.change(this, this.node.codec()), (outcome) -> {
			unit.outcome = outcome;
			this.mailbox.nudgeNext();
		});
	}

	/**
	 * Begin a run that has no history yet.
	 */
	void begin(Message.Start start, Unit unit) {
		unit.start = start.run();
		unit.starters.add(start.durable());
		this.progress.begin(start.event());
		this.timeouts.set(start.run().timeoutAt());
		if (this.type != null) {
			this.run = new Run(this.identity, this.type, this.node.environment());
		}
		if (!takeTurn(start.event(), unit)) {
			record(new Recorded(1, this.identity.startedAt(), start.event()), unit);
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
			Turn turn = this.turns.take(current, event,
					Times.later(this.node.clock().now(), this.identity.startedAt()));
			record(turn.incoming(), unit);
			turn.commands().forEach((command) -> record(command, unit));
			moved();
			return true;
		}
		catch (StuckException ex) {
			stuck(ex, unit);
			return false;
		}
	}

	/**
	 * Something has happened to the run: it stays in memory for a while.
	 */
	void moved() {
		this.lastMovedNanos = this.node.executor().nanos();
	}

	/**
	 * An event belongs to the history from now on.
	 */
	void record(Recorded event, Unit unit) {
		unit.events.add(event);
		this.progress.record(event);
		if (event.event() instanceof Incoming incoming) {
			this.timeouts.note(event.seq(), event.recordedAt(), incoming);
		}
		this.commands.carryOut(event, unit);
	}

	/**
	 * The run cannot advance with this code. What of the unit came before stays in it.
	 */
	void stuck(StuckException cause, Unit unit) {
		this.halt.stuck(cause);
		unwind();
		this.timers.cancelAll();
	}

	/**
	 * An operator holds the run.
	 */
	void pause() {
		if (this.halt.pause()) {
			unwind();
			this.timers.cancelAll();
		}
	}

	/**
	 * Take the run up as the store has it. What only memory knows is told again.
	 */
	void reload(Map<Long, Incoming> results) {
		unwind();
		this.timers.cancelAll();
		this.halt.end();
		this.progress.rollBack();
		this.unsettled.putAll(results);
	}

	void carry(Unit unit) {
		this.carried = unit;
	}

	void unwind() {
		if (this.run != null) {
			this.run.unwind();
			this.run = null;
		}
	}

	/**
	 * The run is not in this memory any more.
	 */
	void leave() {
		this.dropped = true;
		this.timers.cancelAll();
		this.timeouts.cancel();
		this.attempts.cancelAlarms();
		unwind();
	}

	/**
	 * Drop the run from memory, whatever it was about to do.
	 */
	void drop() {
		leave();
		this.attempts.executions().forEach(Execution::abandon);
		this.node.remove(this);
		Unit unit = (this.underWay != null) ? this.underWay : this.carried;
		if (unit != null) {
			unit.starters.forEach((starter) -> starter.complete(CommitOutcome.NODE_LOST));
			unit.laters.forEach(this.mail::refuse);
		}
	}

	/**
	 * Take note of what holds also where the code cannot replay its history.
	 */
	void know(RunRow row, Loading.Facts facts) {
		this.halt.know(row);
		this.progress.know(row, facts);
		this.timeouts.set(row.timeoutAt());
		if (facts.told() != null && facts.told().event() instanceof Incoming told) {
			this.timeouts.note(facts.told().seq(), facts.told().recordedAt(), told);
		}
	}

	void loaded(Run fresh) {
		this.run = fresh;
	}

	/**
	 * Ask the store what has become of children and requests, and take up children.
	 */
	void ask(Questions asked, List<RunStart> started) {
		this.questions.add(asked);
		this.node.asking().ask(this, asked, started);
	}

	Questions questions() {
		return this.questions;
	}

	void parkAsked() {
		this.parkAsked = true;
	}

	Leaving leaving() {
		return this.leaving;
	}

	Halt halt() {
		return this.halt;
	}

	boolean isStuck() {
		return this.halt.isStuck();
	}

	boolean isPaused() {
		return this.halt.isPaused();
	}

	boolean isDelayed() {
		return this.progress.isToBegin(this.node.clock().now());
	}

	boolean isHalted() {
		return isStuck() || isPaused() || this.type == null || isDelayed();
	}

	@Nullable Run run() {
		return this.run;
	}

	Progress progress() {
		return this.progress;
	}

	Attempts attempts() {
		return this.attempts;
	}

	Timers timers() {
		return this.timers;
	}

	Timeouts timeouts() {
		return this.timeouts;
	}

	Inbox inbox() {
		return this.inbox;
	}

	Endings endings() {
		return this.endings;
	}

	RunIdentity identity() {
		return this.identity;
	}

	@Nullable WorkflowType type() {
		return this.type;
	}

	String typeName() {
		return this.typeName;
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

	@Override
	public String toString() {
		return workflowId() + " (run " + this.identity.runId() + ")";
	}

}
