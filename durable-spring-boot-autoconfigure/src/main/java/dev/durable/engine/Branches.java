package dev.durable.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

import dev.durable.client.StuckReason;
import org.jspecify.annotations.Nullable;

/**
 * The branches of a run and the order in which they move: in passes in the order of their
 * creation, until a whole pass moves none. Branches that wait for promises are told when
 * they may move, so a pass costs nothing for them; only conditions are looked at in each
 * pass.
 * <p>
 * A branch that is blocked hands the baton on to the next one itself, and goes on at once
 * if that is the same one: whoever drives the run is woken only when there is nothing
 * left to do, so that a run is replayed without changes of threads.
 */
final class Branches {

	static final int BLOCKED_SECONDS = 2;

	static final int BLOCKED_LOOKS_MAX = 5;

	private static final int YIELDS = 10;

	private final RunCore run;

	private final Map<Integer, Branch> alive = new LinkedHashMap<>();

	private final TreeMap<Integer, Branch> ready = new TreeMap<>();

	private final TreeMap<Integer, Branch> polled = new TreeMap<>();

	private TurnScope scope = TurnScope.NONE;

	private @Nullable LogContext logContext;

	private int count;

	/** Tells the driver that it has the baton again. */
	private final Semaphore back = new Semaphore(0);

	/** Who has the baton; null while it changes hands, or if the driver has it. */
	private final AtomicReference<@Nullable Branch> moving = new AtomicReference<>();

	private volatile int moves;

	private Turns turns = Turns.NONE;

	/** How far the pass has come: the number of the branch that has moved last. */
	private int place;

	private @Nullable Throwable failure;

	Branches(RunCore run) {
		this.run = run;
	}

	/**
	 * Add a branch, which moves in its turn.
	 * @param kind what it is, for thread dumps
	 * @param origin what it takes over
	 * @param body its code
	 * @param first what it waits for before it begins, or null
	 */
	void add(String kind, Origin origin, Runnable body, @Nullable Wait first) {
		int number = ++this.count;
		Branch branch = new Branch(this.run, number, this.run.identity().workflowId() + "/" + kind + "-" + number,
				origin, body);
		this.alive.put(number, branch);
		origin.scope().entered();
		if (first == null || first.isMet() || origin.scope().isCancelled()) {
			this.ready.put(number, branch);
		}
		else {
			parked(branch, first);
		}
	}

	void parked(Branch branch, Wait wait) {
		branch.waitsFor(wait);
		wait.begin(branch);
		if (wait.isPolled()) {
			this.polled.put(branch.number(), branch);
		}
		if (wait.isCancellable()) {
			branch.scope().blocked(branch);
		}
	}

	private void unpark(Branch branch) {
		this.ready.remove(branch.number());
		this.polled.remove(branch.number());
		branch.scope().unblocked(branch);
		Wait wait = branch.waitsFor(null);
		if (wait != null) {
			wait.end();
		}
	}

	void wake(Branch branch) {
		this.ready.put(branch.number(), branch);
	}

	/**
	 * Let something go with the code until the end of the passes that follow.
	 */
	void follow(TurnScope next) {
		this.scope = next;
	}

	TurnScope scope() {
		return this.scope;
	}

	LogContext logContext() {
		if (this.logContext == null) {
			this.logContext = LogContext.of(this.run.identity(), this.run.type().name());
		}
		return this.logContext;
	}

	/**
	 * Let the branches move until none can, and there is no further turn for them.
	 * @param more the turns that follow
	 */
	void pass(Turns more) {
		this.turns = more;
		this.place = 0;
		try {
			Branch next = next();
			while (next != null) {
				give(next);
				next = isBack() ? null : next();
			}
		}
		finally {
			this.scope = TurnScope.NONE;
		}
	}

	private @Nullable Branch next() {
		do {
			Branch next = nextOfTurn();
			if (next != null) {
				unpark(next);
				return next;
			}
		}
		while (this.turns.next());
		return null;
	}

	private @Nullable Branch nextOfTurn() {
		Branch next = after(this.place);
		if (next == null && this.place > 0) {
			next = after(0);
		}
		this.place = (next != null) ? next.number() : 0;
		return next;
	}

	private void give(Branch branch) {
		this.moves++;
		this.moving.set(branch);
		branch.move();
	}

	/**
	 * The branch that has the baton is blocked or done: let the next one have it. Called
	 * on its thread.
	 * @return whether that is the same one
	 */
	boolean handOn(Branch from) {
		if (!this.moving.compareAndSet(from, null)) {
			return false; // It has held its thread for too long, and the baton is gone
		}
		try {
			if (from.isDone()) {
				this.alive.remove(from.number());
				from.home().left();
			}
			Branch next = next();
			if (next == from) {
				this.moves++;
				this.moving.set(from);
				return true;
			}
			if (next != null) {
				give(next);
				return false;
			}
		}
		catch (Throwable ex) {
			this.failure = ex;
		}
		this.back.release();
		return false;
	}

	/*
	 * Waits for the baton, and takes it from a branch that does not hand it on. The run
	 * is stuck then.
	 */
	private boolean isBack() {
		Branch held = null;
		int seen = this.moves;
		int looks = 0;
		yieldFirst();
		while (!Branch.acquire(this.back, BLOCKED_SECONDS)) {
			Branch holder = this.moving.get();
			if (holder == null || seen != this.moves) {
				seen = this.moves;
				looks = 0;
				held = released(held);
				continue;
			}
			looks++;
			if (looks == 1) {
				held = holder;
				held.tellThatItIsBlocked();
			}
			if (looks == BLOCKED_LOOKS_MAX && this.moving.compareAndSet(holder, null)) {
				this.run.stop(blocked());
				return false;
			}
		}
		released(held);
		Throwable thrown = this.failure;
		this.failure = null;
		if (thrown != null) {
			throw Failures.sneaky(thrown);
		}
		return true;
	}

	/*
	 * Most turns are over in microseconds; to go to sleep and be woken takes longer.
	 */
	private void yieldFirst() {
		for (int count = 0; count < YIELDS && this.back.availablePermits() == 0; count++) {
			Thread.yield();
		}
	}

	private static @Nullable Branch released(@Nullable Branch held) {
		if (held != null) {
			held.tellThatItGoesOn();
		}
		return null;
	}

	private StuckException blocked() {
		return new StuckException(StuckReason.BLOCKED_THREAD,
				"[DURABLE-4] The code of " + this.run + " has held its thread for "
						+ BLOCKED_SECONDS * BLOCKED_LOOKS_MAX
						+ " s without a durable call. Use Durable.sleep and Durable.await instead of what"
						+ " blocks a thread, and put long work into an activity.",
				null);
	}

	private @Nullable Branch after(int number) {
		if (this.run.isStuck()) {
			return null;
		}
		Map.Entry<Integer, Branch> told = this.ready.higherEntry(number);
		for (Branch branch : this.polled.tailMap(number, false).values()) {
			if (told != null && branch.number() >= told.getKey()) {
				break;
			}
			if (branch.holds()) {
				return branch;
			}
		}
		return (told != null) ? told.getValue() : null;
	}

	/**
	 * Return where each branch is, in the order of their creation.
	 */
	List<BranchStack> stacks() {
		return this.alive.values().stream().map(Branch::stack).toList();
	}

	void unwind() {
		this.scope = TurnScope.NONE;
		List<Branch> rest = List.copyOf(this.alive.values());
		rest.forEach(Branch::unwind);
		this.alive.clear();
		this.ready.clear();
		this.polled.clear();
	}

	/**
	 * The turns of a replay.
	 */
	interface Turns {

		/** A turn that no other follows. */
		Turns NONE = () -> false;

		/**
		 * End the turn whose code has moved as far as it can, and begin the next one.
		 * Called by whoever has the baton.
		 * @return false if there is no other turn
		 */
		boolean next();

	}

}
