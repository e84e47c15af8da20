package dev.durable.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;

import dev.durable.WorkflowInfo;
import dev.durable.client.StuckReason;
import dev.durable.history.Command;
import dev.durable.history.Incoming;
import dev.durable.history.Recorded;
import dev.durable.history.StartDetails;
import dev.durable.history.UnreadableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the parts of a run share: its code, its branches, the log of the turn, and what
 * becomes of failures. It takes one incoming event at a time, hands it to the part that
 * waits for it, and lets the branches move.
 */
final class RunCore {

	private static final Logger logger = LoggerFactory.getLogger(RunCore.class);

	/** Stands before the first event. */
	private static final Recorded NOTHING_YET = new Recorded(0, Instant.EPOCH,
			new Incoming.CancelRequested(null, null));

	private final RunIdentity identity;

	private final WorkflowType type;

	private final Environment environment;

	private final UserCode code;

	private final Branches branches = new Branches(this);

	private final Scope root = new Scope(null);

	private final Calls calls = new Calls(this);

	private final Activities activities = new Activities(this);

	private final Timers timers = new Timers(this);

	private final Children children = new Children(this);

	private final Requests requests = new Requests(this);

	private final Handlers handlers;

	private final SideEffects sideEffects = new SideEffects(this);

	private final Versions versions = new Versions(this);

	private final Notes notes = new Notes(this);

	private final Ending ending = new Ending(this);

	private final Volume volume = new Volume();

	private final Set<RunPromise<?>> unread = new LinkedHashSet<>();

	private TurnLog log = TurnLog.live(NOTHING_YET);

	private StartDetails details = StartDetails.NONE;

	private RandomGenerator random = new SplittableRandom(0);

	private long length;

	private int settled;

	private boolean observed;

	private boolean quiet;

	private @Nullable StuckException stuck;

	private volatile boolean closed;

	RunCore(RunIdentity identity, WorkflowType type, Environment environment) {
		this.identity = identity;
		this.type = type;
		this.environment = environment;
		this.code = new UserCode(this, type);
		this.handlers = new Handlers(this, type);
	}

	/**
	 * Begin a turn: its event is with the code, and the branches may move.
	 */
	void begin(TurnLog turnLog, TurnScope turnScope) {
		Recorded incoming = turnLog.incoming();
		this.log = turnLog;
		this.length = incoming.seq();
		this.volume.add(incoming.event());
		this.branches.follow(turnScope);
		accept(incoming);
	}

	/**
	 * End the turn when no branch moves any more. The commands of a replayed turn are
	 * stored already, so only those of a live turn are returned.
	 */
	List<Recorded> end() {
		Recorded incoming = this.log.incoming();
		checkTurn(incoming, this.log);
		List<Recorded> commands = new ArrayList<>(this.log.commands().size());
		for (Command command : this.log.commands()) {
			this.volume.add(command);
			commands.add(new Recorded(++this.length, now(), command));
		}
		return this.log.isReplay() ? List.of() : commands;
	}

	/*
	 * Code that is given what another call has brought may well fail; the difference is
	 * what is to be told then.
	 */
	private void checkTurn(Recorded incoming, TurnLog turnLog) {
		if (this.stuck != null && !turnLog.differs()) {
			throw this.stuck;
		}
		String difference = turnLog.difference();
		if (difference != null) {
			throw nonDeterminism("in the turn of event " + incoming.seq() + ", " + difference);
		}
		if (turnLog.isReplay()) {
			this.versions.check(turnLog.commands());
		}
	}

	/**
	 * End a turn that may not have run before the run was ended from outside: however far
	 * it has come.
	 */
	void endAsFarAsPossible() {
		this.stuck = null;
	}

	private void accept(Recorded incoming) {
		try {
			accept((Incoming) incoming.event(), incoming);
		}
		catch (UnreadableException ex) {
			throw unreadable("Event " + incoming.seq() + ", " + incoming.kind() + ",", ex);
		}
	}

	private void accept(Incoming event, Recorded at) {
		if (event instanceof Incoming.WorkflowStarted started) {
			start(started);
		}
		else if (event instanceof Incoming.ActivityCompleted completed) {
			this.activities.accept(completed);
		}
		else if (event instanceof Incoming.ActivityFailed failed) {
			this.activities.accept(failed);
		}
		else if (event instanceof Incoming.TimerFired fired) {
			this.timers.accept(fired);
		}
		else if (event instanceof Incoming.SignalReceived signal) {
			this.handlers.accept(signal, at.seq());
		}
		else if (event instanceof Incoming.UpdateAccepted update) {
			this.handlers.accept(update, at.seq());
		}
		else if (event instanceof Incoming.ChildCompleted completed) {
			this.children.accept(completed);
		}
		else if (event instanceof Incoming.ChildFailed failed) {
			this.children.accept(failed);
		}
		else if (event instanceof Incoming.ExternalSignalDelivered delivered) {
			this.requests.accept(delivered);
		}
		else if (event instanceof Incoming.ExternalSignalFailed failed) {
			this.requests.accept(failed);
		}
		else if (event instanceof Incoming.CancelRequested request) {
			this.ending.accept(request, at);
		}
		// an attempt that was lost is the node's business; the code does not see it
	}

	private void start(Incoming.WorkflowStarted event) {
		if (event.grammar() > Run.GRAMMAR) {
			throw nonDeterminism("it was started by a newer version of Durable, with scheduling rules "
					+ event.grammar() + " where this one knows " + Run.GRAMMAR);
		}
		this.random = new SplittableRandom(event.seed());
		this.details = event.details();
		this.notes.begin(event.details());
		@Nullable Object[] arguments = this.environment.converter()
			.readArguments(event.arguments(), this.type.main().parameterTypes());
		this.branches.add("main", new Origin(this.root, event.details().headers(), false), () -> main(arguments), null);
	}

	private void main(@Nullable Object[] arguments) {
		try {
			this.ending.returned(this.type.main().invoke(this.code.target(), arguments));
		}
		catch (Throwable ex) {
			if (isBusiness(ex)) {
				this.ending.failed(ex);
			}
		}
	}

	/*
	 * A handler that the cancellation has ended has done what it was asked to.
	 */
	void handlerFailed(Throwable failure) {
		if (isBusiness(failure) && !this.ending.isCancellation(failure)) {
			this.ending.failed(failure);
		}
	}

	/**
	 * Tell whether what has left user code is a failure of the business. Anything else is
	 * dealt with.
	 */
	boolean isBusiness(Throwable failure) {
		if (failure instanceof Unwound unwound) {
			throw unwound;
		}
		if (failure instanceof StuckException ex) {
			stop(ex);
			return false;
		}
		if (failure instanceof ContinueAsNew) {
			return false;
		}
		if (this.environment.bugs().test(failure)) {
			crashed(failure);
			return false;
		}
		return true;
	}

	boolean isBug(Throwable failure) {
		return failure instanceof Unwound || failure instanceof ContinueAsNew || this.environment.bugs().test(failure);
	}

	void crashed(Throwable failure) {
		stop(new StuckException(StuckReason.WORKFLOW_CODE_ERROR,
				"[DURABLE-2] The code of " + this + " has failed with " + Printed.text(failure)
						+ ", which counts as a bug, so the run stays open. It is tried"
						+ " again with back-off, and at once on a new build.",
				Printed.loggable(failure)));
	}

	/**
	 * Let nothing move any more: nothing of this turn is recorded.
	 */
	void stop(StuckException cause) {
		if (this.stuck == null) {
			this.stuck = cause;
		}
	}

	boolean isStuck() {
		return this.stuck != null;
	}

	StuckException nonDeterminism(String what) {
		return new StuckException(StuckReason.NON_DETERMINISM, "[DURABLE-1] " + this + " cannot be replayed: " + what
				+ ". The code has changed since the run started, or it depends on a clock, a random number or an"
				+ " unordered collection. Deploy the code that the run was started with; it then goes on by itself.",
				null);
	}

	StuckException unreadable(String what, UnreadableException cause) {
		return new StuckException(StuckReason.UNREADABLE_PAYLOAD,
				"[DURABLE-3] " + what + " of " + this + " cannot be read by this code: " + cause.getMessage()
						+ " Deploy code whose types fit what is stored.",
				cause);
	}

	/**
	 * Run a block in a branch.
	 * @param kind what it is, for thread dumps
	 * @param origin what the branch takes over
	 * @param first what it waits for before it begins, or null
	 * @param block the block
	 * @return its outcome
	 */
	<T extends @Nullable Object> RunPromise<T> async(String kind, Origin origin, @Nullable Wait first,
			Callable<T> block) {
		RunPromise<T> promise = new RunPromise<>(this);
		this.branches.add(kind, origin, () -> {
			try {
				promise.complete(block.call());
			}
			catch (Throwable ex) {
				if (isBusiness(ex)) {
					if (!Ending.isCancelled(ex)) {
						this.unread.add(promise);
					}
					promise.fail(() -> ex);
				}
			}
		}, first);
		return promise;
	}

	/**
	 * Somebody knows now that a promise has failed.
	 */
	void read(RunPromise<?> promise) {
		this.unread.remove(promise);
	}

	/**
	 * Issue a command at the next position of the turn.
	 */
	Recorded issue(Command command) {
		if (this.closed) {
			throw new Unwound();
		}
		this.branches.scope().issued();
		return this.log.add(command);
	}

	/**
	 * Return how much is open of what there is a limit for.
	 */
	int pending() {
		return this.activities.count() + this.timers.count() + this.children.count() + this.requests.count();
	}

	/**
	 * The history has ended with a closing event at this place.
	 */
	void closedAt(long seq) {
		this.length = seq;
	}

	/**
	 * What was replayed is behind; what is asked from now on is new.
	 */
	void live() {
		this.quiet = false;
		this.log = this.log.after();
	}

	void unwind(boolean tell) {
		this.closed = true;
		if (tell) {
			List.copyOf(this.unread)
				.forEach((promise) -> logger.warn("A branch of {} has failed, and nobody has asked how it ended: {}",
						this, Printed.text(promise.thrown())));
		}
		this.branches.unwind();
	}

	RunIdentity identity() {
		return this.identity;
	}

	WorkflowType type() {
		return this.type;
	}

	UserCode code() {
		return this.code;
	}

	StartDetails details() {
		return this.details;
	}

	long length() {
		return this.length;
	}

	Instant now() {
		return this.log.time();
	}

	Environment environment() {
		return this.environment;
	}

	Branches branches() {
		return this.branches;
	}

	Scope root() {
		return this.root;
	}

	Calls calls() {
		return this.calls;
	}

	Activities activities() {
		return this.activities;
	}

	Timers timers() {
		return this.timers;
	}

	Children children() {
		return this.children;
	}

	Requests requests() {
		return this.requests;
	}

	SideEffects sideEffects() {
		return this.sideEffects;
	}

	Handlers handlers() {
		return this.handlers;
	}

	Versions versions() {
		return this.versions;
	}

	Notes notes() {
		return this.notes;
	}

	Ending ending() {
		return this.ending;
	}

	TurnLog log() {
		return this.log;
	}

	RandomGenerator random() {
		return this.random;
	}

	/**
	 * The run is looked at only: what its history does not have must not happen.
	 */
	void observe(boolean only) {
		this.observed = only;
	}

	/**
	 * The turn that follows is run again, though its commands count: what it logs has
	 * been logged.
	 */
	void runAgain() {
		this.quiet = true;
	}

	/**
	 * Tell whether nothing new may happen.
	 */
	boolean isReplaying() {
		return this.log.isReplay() || this.observed;
	}

	/**
	 * Tell whether what the code logs has been logged, or has not happened: code that is
	 * unwound runs its clean-up too, each time that it leaves memory.
	 */
	boolean isQuiet() {
		return isReplaying() || this.quiet || this.closed;
	}

	boolean isClosed() {
		return this.closed;
	}

	int nextSettleOrder() {
		return ++this.settled;
	}

	WorkflowInfo info() {
		long seq = this.log.incoming().seq();
		return new RunInfo(this.identity, this.type.name(), this.details, seq, this.volume.suggestsContinueAsNew(seq),
				this.notes.memo(), this.notes.attributes(), this.environment.converter());
	}

	@Override
	public String toString() {
		return "Workflow '" + this.identity.workflowId() + "' (" + this.type.name() + ")";
	}

}
