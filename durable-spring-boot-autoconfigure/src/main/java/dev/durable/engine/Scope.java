package dev.durable.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.durable.CancelledFailure;
import org.jspecify.annotations.Nullable;

/**
 * What is cancelled together: what branches have open in it, those branches that are
 * blocked in it, and the scopes inside. The root scope of a run and a detached scope have
 * none around them.
 */
final class Scope {

	private final @Nullable Scope outer;

	private final Set<Scope> inner = new LinkedHashSet<>();

	private final Map<Long, Cancellable> open = new LinkedHashMap<>();

	private final Set<Branch> blocked = new LinkedHashSet<>();

	private int branches;

	private boolean cancelled;

	private @Nullable String reason;

	Scope(@Nullable Scope outer) {
		this.outer = outer;
		if (outer != null) {
			this.cancelled = outer.cancelled;
			this.reason = outer.reason;
			outer.inner.add(this);
		}
	}

	boolean isCancelled() {
		return this.cancelled;
	}

	/**
	 * Cancel what is open here and inside, in the order of its creation, and wake who is
	 * blocked.
	 */
	void cancel(@Nullable String why) {
		List<Scope> reached = new ArrayList<>();
		reach(reached);
		List<Cancellable> things = new ArrayList<>();
		for (Scope scope : reached) {
			scope.cancelled = true;
			scope.reason = why;
			things.addAll(scope.open.values());
		}
		things.sort(Comparator.comparingLong(Cancellable::seq));
		things.forEach(Cancellable::cancel);
		reached.forEach((scope) -> scope.blocked.forEach(Branch::wake));
	}

	/*
	 * A scope that is cancelled already has told what is in it.
	 */
	private void reach(List<Scope> reached) {
		if (!this.cancelled) {
			reached.add(this);
			for (int next = 0; next < reached.size(); next++) {
				for (Scope scope : reached.get(next).inner) {
					if (!scope.cancelled) {
						reached.add(scope);
					}
				}
			}
		}
	}

	CancelledFailure failure() {
		return new CancelledFailure(this.reason);
	}

	void throwIfCancelled() {
		if (this.cancelled) {
			throw failure();
		}
	}

	void opened(Cancellable thing) {
		this.open.put(thing.seq(), thing);
	}

	void settled(Cancellable thing) {
		this.open.remove(thing.seq());
		forget();
	}

	void blocked(Branch branch) {
		this.blocked.add(branch);
	}

	void unblocked(Branch branch) {
		this.blocked.remove(branch);
	}

	void entered() {
		this.branches++;
	}

	void left() {
		this.branches--;
		forget();
	}

	/**
	 * Tell whether nothing runs here or inside, and nothing is open.
	 */
	boolean isEmpty() {
		return this.branches == 0 && this.open.isEmpty() && this.inner.isEmpty();
	}

	/*
	 * A long run may open any number of scopes, so those that are over are let go.
	 */
	private void forget() {
		if (this.outer != null && isEmpty() && this.outer.inner.remove(this)) {
			this.outer.forget();
		}
	}

}
