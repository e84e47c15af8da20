package dev.durable.engine;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import dev.durable.client.StuckReason;
import dev.durable.history.Incoming;
import dev.durable.history.Payload;
import dev.durable.history.Recorded;
import dev.durable.history.StartDetails;
import dev.durable.history.Terminal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run in memory: the user's instance, its branches, and what they wait for.
 * <p>
 * {@link #turn} takes one incoming event, hands the baton to each branch that can move,
 * in creation order, in passes until a whole pass moves none, and returns the commands
 * that came of it. {@link #replay} does the same with stored events and compares the
 * commands. Not thread-safe: whoever drives it does so on one thread at a time. After a
 * {@link StuckException} the instance may only be {@link #unwind unwound}.
 */
public final class Run {

	/**
	 * The version of the scheduling rules that new runs are started with.
	 */
	public static final int GRAMMAR = 1;

	private static final Logger logger = LoggerFactory.getLogger(Run.class);

	private final RunCore core;

	private boolean moved;

	private boolean warned;

	/**
	 * Create a run without any history.
	 * @param identity which run it is
	 * @param type its type
	 * @param environment what runs share
	 */
	public Run(RunIdentity identity, WorkflowType type, Environment environment) {
		this.core = new RunCore(identity, type, environment);
	}

	/**
	 * Take one incoming event and run the code until it is blocked.
	 * @param event the event
	 * @param at the time of the event; if it is before the time of the last one, that is
	 * taken instead
	 * @return the event and the commands at their positions; they count from now on
	 * @throws StuckException if the code has a bug: nothing of the turn may be recorded
	 */
	public Turn turn(Incoming event, Instant at) {
		return turn(event, at, TurnScope.NONE);
	}

	/**
	 * Take one incoming event and run the code until it is blocked, with something that
	 * goes along.
	 * @param event the event
	 * @param at the time of the event
	 * @param scope goes with the code of the turn
	 * @return as {@link #turn(Incoming, Instant)}
	 * @throws StuckException as {@link #turn(Incoming, Instant)}
	 */
	public Turn turn(Incoming event, Instant at, TurnScope scope) {
		checkLimit();
		Instant time = at.truncatedTo(ChronoUnit.MICROS);
		Recorded incoming = new Recorded(length() + 1, time.isBefore(now()) ? now() : time, event);
		this.core.begin(TurnLog.live(incoming), scope);
		this.core.branches().pass(Branches.Turns.NONE);
		List<Recorded> commands = this.core.end();
		this.moved = true;
		warnIfLong();
		return new Turn(incoming, commands);
	}

	/*
	 * Once the code has ended, letters that are left must not keep the run open.
	 */
	private void checkLimit() {
		int max = this.core.environment().limits().maxEvents();
		if (length() >= max && outcome() == null) {
			throw new StuckException(StuckReason.HISTORY_LIMIT, "[DURABLE-5] The history of " + this + " has "
					+ length() + " events, and durable.history.max-events allows " + max
					+ ". Let the workflow continue as new before it comes to that (see"
					+ " WorkflowInfo.continueAsNewSuggested), and raise the limit for this run or terminate it.", null);
		}
	}

	private void warnIfLong() {
		if (!this.warned && length() >= this.core.environment().limits().warnEvents()) {
			this.warned = true;
			logger.warn("The history of {} has {} events: let the workflow continue as new in time", this, length());
		}
	}

	/**
	 * Rebuild the run from its stored history, as the first thing that is done with it.
	 * @param history the events, from the first
	 * @return the commands of the last turn if it was stored without any (its code may
	 * not have run yet): they are to be recorded
	 * @throws StuckException if the code asks for other commands than the history has, or
	 * has a bug
	 */
	public List<Recorded> replay(List<Recorded> history) {
		return replay(history, Instant.MIN, TurnScope.NONE);
	}

	/**
	 * Rebuild the run from its stored history, with something that goes along with the
	 * last turn if that was stored without any commands.
	 * @param history the events, from the first
	 * @param now the time of the first turn, if it is taken only now and late
	 * @param scope goes with the code of that turn
	 * @return as {@link #replay(List)}
	 * @throws StuckException as {@link #replay(List)}
	 */
	public List<Recorded> replay(List<Recorded> history, Instant now, TurnScope scope) {
		this.core.versions().scan(history);
		List<Recorded> fresh = new Replay(this.core, history, now, scope).walk();
		this.core.live();
		return fresh;
	}

	/**
	 * Rebuild the run from its stored history, to ask it something and nothing else. What
	 * is not stored does not happen: a turn whose code may not have run yet is let go as
	 * far as it comes without a side effect, and nothing is logged again.
	 * @param history the events, from the first
	 * @throws StuckException as {@link #replay}
	 */
	public void observe(List<Recorded> history) {
		this.core.observe(true);
		replay(history);
		this.core.observe(false);
	}

	/**
	 * Return the code of the user, to ask it something.
	 * @return the code
	 */
	public UserCode code() {
		return this.core.code();
	}

	/**
	 * Take the run out of memory: its code ends without any further command. Nothing else
	 * may be called afterwards.
	 */
	public void unwind() {
		this.core.unwind(this.moved && outcome() != null);
	}

	/**
	 * Return where the code is blocked.
	 * @return the branches that have not ended, in the order of their creation
	 */
	public List<BranchStack> stacks() {
		return this.core.branches().stacks();
	}

	/**
	 * Return how the run ends, once its code has ended.
	 * @return the terminal event to be appended when no letter is unread, or null
	 */
	public @Nullable Terminal outcome() {
		return this.core.ending().outcome();
	}

	/**
	 * Return the position of the last event.
	 * @return the number of events
	 */
	public long length() {
		return this.core.length();
	}

	/**
	 * Return the activities that have no result yet, in the order of their calls.
	 * @return their scheduling events
	 */
	public List<Recorded> openActivities() {
		return this.core.activities().scheduled();
	}

	/**
	 * Tell whether an activity has no result yet.
	 * @param activityId the activity
	 * @return true if a result counts
	 */
	public boolean isOpenActivity(long activityId) {
		return this.core.activities().isOpen(activityId);
	}

	/**
	 * Return the timers that have neither fired nor been cancelled, in the order of their
	 * calls.
	 * @return when each is due, by id; a view, which changes with the run
	 */
	public Map<Long, Instant> openTimers() {
		return this.core.timers().due();
	}

	/**
	 * Tell whether a timer has neither fired nor been cancelled.
	 * @param timerId the timer
	 * @return true if it may fire
	 */
	public boolean isOpenTimer(long timerId) {
		return this.core.timers().due().containsKey(timerId);
	}

	/**
	 * Return with what the run was started.
	 * @return the details, {@link StartDetails#NONE} before its first turn
	 */
	public StartDetails details() {
		return this.core.details();
	}

	/**
	 * Return the children whose chain has not closed, in the order of their calls.
	 * @return their initiating events
	 */
	public List<Recorded> openChildren() {
		return this.core.children().initiated();
	}

	/**
	 * Tell whether the end of a child counts.
	 * @param childId the child
	 * @return true if it has not closed
	 */
	public boolean isOpenChild(UUID childId) {
		return this.core.children().isOpen(childId);
	}

	/**
	 * Tell whether the run has ever started a child.
	 * @return true if so
	 */
	public boolean hasChildren() {
		return this.core.children().hasAny();
	}

	/**
	 * Return the signals and cancel requests to other workflows whose outcome is not
	 * known, in the order of their calls.
	 * @return their initiating events
	 */
	public List<Recorded> openRequests() {
		return this.core.requests().sent();
	}

	/**
	 * Tell whether the outcome of a request to another workflow counts.
	 * @param requestId the request
	 * @return true if it has none
	 */
	public boolean isOpenRequest(long requestId) {
		return this.core.requests().isOpen(requestId);
	}

	/**
	 * Tell whether the run was asked to cancel, or its time was up.
	 * @return true if a further request changes nothing
	 */
	public boolean isCancelRequested() {
		return this.core.ending().isCancelRequested();
	}

	/**
	 * Return when the code was told that the time of the run is up.
	 * @return the time of that event, or null if it was not told
	 */
	public @Nullable Instant timeoutToldAt() {
		return this.core.ending().timeoutToldAt();
	}

	/**
	 * Return the accepted updates whose handler has not ended.
	 * @return their ids
	 */
	public Set<String> openUpdates() {
		return this.core.handlers().openUpdates();
	}

	/**
	 * Return the signal and update handlers that have not ended.
	 * @return their names
	 */
	public List<String> unfinishedHandlers() {
		return this.core.handlers().working();
	}

	/**
	 * Return the memo as it is now.
	 * @return the values by name
	 */
	public Map<String, Payload> memo() {
		return this.core.notes().memo();
	}

	/**
	 * Return the attributes as they are now.
	 * @return the values by name
	 */
	public Map<String, Payload> attributes() {
		return this.core.notes().attributes();
	}

	/**
	 * Return which run this is.
	 * @return the identity
	 */
	public RunIdentity identity() {
		return this.core.identity();
	}

	/**
	 * Return the time of the turn, which is that of its event unless it is the first one
	 * and late.
	 * @return the time, in microseconds
	 */
	public Instant now() {
		return this.core.now();
	}

	@Override
	public String toString() {
		return this.core.toString();
	}

}
