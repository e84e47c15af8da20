package dev.durable.faults.wire;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of commits: first what was asked for, then what a dice says.
 */
final class CommitFates {

	private final List<Trap> traps = new ArrayList<>();

	private final Map<CommitFate, Double> shares = new EnumMap<>(CommitFate.class);

	private @Nullable Random dice;

	synchronized void trap(CommitFate fate, String statement, int times) {
		for (int i = 0; i < times; i++) {
			this.traps.add(new Trap(fate, statement));
		}
	}

	synchronized void throwDice(long seed, Map<CommitFate, Double> fates) {
		this.dice = new Random(seed);
		this.shares.clear();
		this.shares.putAll(fates);
	}

	synchronized void clear() {
		this.traps.clear();
		this.dice = null;
	}

	synchronized int trapsLeft() {
		return this.traps.size();
	}

	/**
	 * Decide.
	 * @param statements what the transaction has done
	 * @param possible what can become of it
	 */
	synchronized CommitFate next(Statements statements, Set<CommitFate> possible) {
		Iterator<Trap> waiting = this.traps.iterator();
		while (waiting.hasNext()) {
			Trap trap = waiting.next();
			if (possible.contains(trap.fate()) && statements.contain(trap.statement())) {
				waiting.remove();
				return trap.fate();
			}
		}
		CommitFate thrown = (this.dice != null) ? thrown(this.dice.nextDouble()) : CommitFate.PASSES;
		return possible.contains(thrown) ? thrown : CommitFate.PASSES;
	}

	private CommitFate thrown(double number) {
		double rest = number;
		for (Map.Entry<CommitFate, Double> share : this.shares.entrySet()) {
			rest -= share.getValue();
			if (rest < 0) {
				return share.getKey();
			}
		}
		return CommitFate.PASSES;
	}

	/**
	 * A commit that is waited for.
	 *
	 * @param fate what is to become of it
	 * @param statement a part of a statement of its transaction
	 */
	private record Trap(CommitFate fate, String statement) {

	}

}
