package dev.durable.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * The branches of a run and the order in which they move: in passes in the order of their
 * creation, until a whole pass moves none. Branches that wait for promises are told when
 * they may move, so a pass costs nothing for them; only conditions are looked at in each
 * pass.
 */
final class Branches {

	private final RunCore run;

	private final Map<Integer, Branch> alive = new LinkedHashMap<>();

	private final TreeMap<Integer, Branch> ready = new TreeMap<>();

	private final TreeMap<Integer, Branch> polled = new TreeMap<>();

	private TurnScope scope = TurnScope.NONE;

	private @Nullable LogContext logContext;

	private int count;

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

	void pass() {
		try {
			passes();
		}
		finally {
			this.scope = TurnScope.NONE;
		}
	}

	private void passes() {
		boolean moved = true;
		while (moved) {
			moved = false;
			Branch next = after(0);
			while (next != null) {
				move(next);
				moved = true;
				next = after(next.number());
			}
		}
	}

	private void move(Branch branch) {
		unpark(branch);
		branch.move();
		if (branch.isDone()) {
			this.alive.remove(branch.number());
			branch.home().left();
		}
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

}
