package dev.durable.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import dev.durable.WorkflowInfo;
import dev.durable.client.StuckReason;
import dev.durable.history.Command;
import dev.durable.history.FailureInfo;
import dev.durable.history.Incoming;
import dev.durable.history.Recorded;
import dev.durable.history.Terminal;
import dev.durable.history.UnreadableException;
import dev.durable.history.UnwritableException;
import org.jspecify.annotations.Nullable;

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

	private final RunIdentity identity;

	private final WorkflowType type;

	private final Environment environment;

	private final UserCode code;

	private final PendingWork pending = new PendingWork(this);

	private final List<Branch> branches = new ArrayList<>();

	private TurnLog log = TurnLog.live();

	private RandomGenerator random = new SplittableRandom(0);

	private Instant now = Instant.EPOCH;

	private long length;

	private long turnSeq;

	private int settled;

	private int branchCount;

	private @Nullable Terminal outcome;

	private @Nullable StuckException stuck;

	private volatile boolean closed;

	/**
	 * Create a run without any history.
	 * @param identity which run it is
	 * @param type its type
	 * @param environment what runs share
	 */
	public Run(RunIdentity identity, WorkflowType type, Environment environment) {
		this.identity = identity;
		this.type = type;
		this.environment = environment;
		this.code = new UserCode(this, type);
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
		Instant time = at.truncatedTo(ChronoUnit.MICROS);
		Recorded incoming = new Recorded(this.length + 1, time.isBefore(this.now) ? this.now : time, event);
		this.log = TurnLog.live();
		return new Turn(incoming, take(incoming));
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
		List<Recorded> fresh = List.of();
		int next = 0;
		while (next < history.size()) {
			Recorded first = history.get(next++);
			if (first.event() instanceof Terminal terminal) {
				replay(terminal);
				continue;
			}
			if (!(first.event() instanceof Incoming)) {
				throw nonDeterminism("event " + first.seq() + " is " + first.kind() + ", where a turn should begin");
			}
			List<Command> stored = new ArrayList<>();
			while (next < history.size() && history.get(next).event() instanceof Command command) {
				stored.add(command);
				next++;
			}
			boolean open = next == history.size() && stored.isEmpty();
			this.log = open ? TurnLog.live() : TurnLog.replay(stored);
			fresh = take(first);
		}
		this.log = TurnLog.live();
		return fresh;
	}

	private void replay(Terminal stored) {
		if (this.outcome == null || !this.outcome.kind().equals(stored.kind())) {
			throw nonDeterminism("the history ends with " + stored.kind() + ", the code "
					+ ((this.outcome != null) ? "ends with " + this.outcome.kind() : "has not ended"));
		}
		this.length++;
	}

	/*
	 * The commands of a replayed turn are stored already, so only those of a live turn
	 * are returned.
	 */
	private List<Recorded> take(Recorded incoming) {
		this.length = incoming.seq();
		this.turnSeq = incoming.seq();
		this.now = incoming.recordedAt();
		try {
			accept((Incoming) incoming.event());
		}
		catch (UnreadableException ex) {
			throw new StuckException(StuckReason.UNREADABLE_PAYLOAD,
					"[DURABLE-3] Event " + incoming.seq() + ", " + incoming.kind() + ", of " + this
							+ " cannot be read by this code: " + ex.getMessage()
							+ " Deploy code whose types fit what is stored.",
					ex);
		}
		pass();
		if (this.stuck != null) {
			throw this.stuck;
		}
		String difference = this.log.difference();
		if (difference != null) {
			throw nonDeterminism("in the turn of event " + this.turnSeq + ", " + difference);
		}
		List<Recorded> commands = new ArrayList<>(this.log.size());
		for (Command command : this.log.issued()) {
			commands.add(new Recorded(++this.length, this.now, command));
		}
		return this.log.isReplay() ? List.of() : commands;
	}

	private void accept(Incoming event) {
		if (event instanceof Incoming.WorkflowStarted started) {
			start(started);
		}
		else if (event instanceof Incoming.SignalReceived signal) {
			signal(signal);
		}
		else if (event instanceof Incoming.ActivityCompleted completed) {
			this.pending.accept(completed);
		}
		else if (event instanceof Incoming.ActivityFailed failed) {
			this.pending.accept(failed);
		}
		else if (event instanceof Incoming.TimerFired fired) {
			this.pending.accept(fired);
		}
		// an attempt that was lost is the node's business; the code does not see it
	}

	private void start(Incoming.WorkflowStarted event) {
		this.random = new SplittableRandom(event.seed());
		@Nullable Object[] arguments = this.environment.converter()
			.readArguments(event.arguments(), this.type.main().parameterTypes());
		branch("main", () -> main(arguments));
	}

	private void main(@Nullable Object[] arguments) {
		try {
			Object result = this.type.main().invoke(this.code.target(), arguments);
			end(new Terminal.WorkflowCompleted(this.environment.converter().write(result)));
		}
		catch (Throwable ex) {
			failed(ex);
		}
	}

	private void signal(Incoming.SignalReceived event) {
		Invocable handler = this.type.signals().get(event.name());
		if (handler == null) {
			throw nonDeterminism("the history has signal '" + event.name() + "', for which the code has no handler");
		}
		@Nullable Object[] arguments = this.environment.converter().readArguments(event.arguments(), handler.parameterTypes());
		branch("signal " + event.name(), () -> {
			try {
				handler.invoke(this.code.target(), arguments);
			}
			catch (Throwable ex) {
				failed(ex);
			}
		});
	}

	/*
	 * What leaves the main method or a handler decides the run, unless it is decided
	 * already. Bugs decide nothing.
	 */
	private void failed(Throwable failure) {
		if (failure instanceof Unwound unwound) {
			throw unwound;
		}
		if (failure instanceof StuckException ex) {
			this.stuck = ex;
		}
		else if (failure instanceof UnwritableException) {
			end(new Terminal.WorkflowFailed(FailureInfo.application(UnwritableException.class.getName(),
					"The result of " + this + " cannot be stored: " + failure.getMessage())));
		}
		else if (this.environment.bugs().test(failure)) {
			crashed(failure);
		}
		else {
			end(new Terminal.WorkflowFailed(Failures.describe(failure, this.environment.converter())));
		}
	}

	private void end(Terminal terminal) {
		if (this.outcome == null) {
			this.outcome = terminal;
		}
	}

	void crashed(Throwable failure) {
		if (this.stuck == null) {
			this.stuck = new StuckException(StuckReason.WORKFLOW_CODE_ERROR,
					"[DURABLE-2] The code of " + this + " has failed with " + failure
							+ ", which counts as a bug, so the run stays open. It is tried"
							+ " again with back-off, and at once on a new build.",
					failure);
		}
	}

	StuckException nonDeterminism(String what) {
		return new StuckException(StuckReason.NON_DETERMINISM, "[DURABLE-1] " + this + " cannot be replayed: " + what
				+ ". The code has changed since the run started, or it depends on a clock, a random number or an"
				+ " unordered collection. Deploy the code that the run was started with; it then goes on by itself.",
				null);
	}

	private void pass() {
		boolean moved = true;
		while (moved && this.stuck == null) {
			moved = false;
			for (int i = 0; i < this.branches.size() && this.stuck == null; i++) {
				Branch branch = this.branches.get(i);
				if (branch.isReady()) {
					branch.move();
					moved = true;
				}
			}
			this.branches.removeIf(Branch::isDone);
		}
	}

	private void branch(String kind, Runnable body) {
		String name = this.identity.workflowId() + "/" + kind + "-" + (++this.branchCount);
		this.branches.add(new Branch(this, name, body));
	}

	<T> RunPromise<T> async(String kind, Callable<T> block) {
		RunPromise<T> promise = new RunPromise<>(this);
		branch(kind, () -> {
			try {
				promise.complete(block.call());
			}
			catch (Unwound ex) {
				throw ex;
			}
			catch (Throwable ex) {
				if (this.environment.bugs().test(ex)) {
					crashed(ex);
				}
				else {
					promise.fail(() -> ex);
				}
			}
		});
		return promise;
	}

	/**
	 * Issue a command at the next position of the turn.
	 */
	Recorded issue(Command command) {
		return new Recorded(this.turnSeq + this.log.size() + 1, this.now, this.log.add(command));
	}

	RunPromise<Object> schedule(ActivityType activity, @Nullable Object[] arguments) {
		return this.pending.schedule(activity, arguments);
	}

	Timer startTimer(Duration duration) {
		return this.pending.startTimer(duration);
	}

	void cancel(Timer timer) {
		this.pending.cancel(timer);
	}

	<T> @Nullable T sideEffect(Class<T> resultType, Supplier<T> effect) {
		return this.pending.sideEffect(resultType, effect);
	}

	/**
	 * Return the code of the user, to ask it something.
	 * @return the code
	 */
	public UserCode code() {
		return this.code;
	}

	/**
	 * Take the run out of memory: its code ends without any further command. Nothing else
	 * may be called afterwards.
	 */
	public void unwind() {
		this.closed = true;
		this.branches.forEach(Branch::unwind);
		this.branches.clear();
	}

	/**
	 * Return how the run ends, once its code has ended.
	 * @return the terminal event to be appended when no letter is unread, or null
	 */
	public @Nullable Terminal outcome() {
		return this.outcome;
	}

	/**
	 * Return the position of the last event.
	 * @return the number of events
	 */
	public long length() {
		return this.length;
	}

	/**
	 * Return the activities that have no result yet, in the order of their calls.
	 * @return their scheduling events
	 */
	public List<Recorded> openActivities() {
		return this.pending.activities();
	}

	/**
	 * Tell whether an activity has no result yet.
	 * @param activityId the activity
	 * @return true if a result counts
	 */
	public boolean isOpenActivity(long activityId) {
		return this.pending.isOpenActivity(activityId);
	}

	/**
	 * Return the timers that have neither fired nor been cancelled.
	 * @return when each is due, by id
	 */
	public Map<Long, Instant> openTimers() {
		return this.pending.timers();
	}

	/**
	 * Tell whether a timer has neither fired nor been cancelled.
	 * @param timerId the timer
	 * @return true if it may fire
	 */
	public boolean isOpenTimer(long timerId) {
		return this.pending.isOpenTimer(timerId);
	}

	/**
	 * Return which run this is.
	 * @return the identity
	 */
	public RunIdentity identity() {
		return this.identity;
	}

	/**
	 * Return the time of the event that is being handled.
	 * @return the time, in microseconds
	 */
	public Instant now() {
		return this.now;
	}

	Environment environment() {
		return this.environment;
	}

	TurnLog log() {
		return this.log;
	}

	RandomGenerator random() {
		return this.random;
	}

	boolean isReplaying() {
		return this.log.isReplay();
	}

	boolean isClosed() {
		return this.closed;
	}

	int nextSettleOrder() {
		return ++this.settled;
	}

	WorkflowInfo info() {
		return new RunInfo(this.identity, this.type.name(), this.turnSeq);
	}

	@Override
	public String toString() {
		return "Workflow '" + this.identity.workflowId() + "' (" + this.type.name() + ")";
	}

}
