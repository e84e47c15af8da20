package dev.durable.faults.chaos;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.durable.faults.chaos.Blow.Kind;
import dev.durable.faults.chaos.Failpoint.Side;
import org.jspecify.annotations.Nullable;

/**
 * Decides what goes wrong with the connections of a {@link ChaosDataSource}.
 */
public final class Chaos {

	/** A connection that is gone. */
	public static final String BROKEN = "08006";

	private final Failpoints failpoints;

	private final List<Blow> blows = new CopyOnWriteArrayList<>();

	private final SortedMap<String, Integer> struck = new TreeMap<>();

	private @Nullable Dice dice;

	Chaos(Failpoints failpoints) {
		this.failpoints = failpoints;
	}

	/**
	 * Create chaos without failpoints.
	 */
	public Chaos() {
		this(new Failpoints());
	}

	/**
	 * Let the n-th statement fail that contains a text. As in PostgreSQL the transaction
	 * is of no use then, but to be rolled back; and with a state of class 08 or 57P the
	 * connection is gone.
	 * @param statement a part of the statement
	 * @param nth the n
	 * @param state the SQL state
	 * @return whether it has happened
	 */
	public Blow fail(String statement, int nth, String state) {
		return add(new Blow(Kind.FAILS, statement, nth, state));
	}

	/**
	 * Refuse the n-th connection.
	 * @param nth the n
	 * @param state the SQL state
	 * @return whether it has happened
	 */
	public Blow refuseConnection(int nth, String state) {
		return add(new Blow(Kind.NO_CONNECTION, "", nth, state));
	}

	/**
	 * Break the connection before the n-th commit of a transaction with a statement that
	 * contains a text.
	 * @param statement a part of a statement
	 * @param nth the n
	 * @return whether it has happened
	 */
	public Blow loseCommit(String statement, int nth) {
		return add(new Blow(Kind.COMMIT_LOST, statement, nth, BROKEN));
	}

	/**
	 * Break the connection after the n-th commit of a transaction with a statement that
	 * contains a text: whoever has committed does not know.
	 * @param statement a part of a statement
	 * @param nth the n
	 * @return whether it has happened
	 */
	public Blow loseReply(String statement, int nth) {
		return add(new Blow(Kind.REPLY_LOST, statement, nth, BROKEN));
	}

	/**
	 * Let the n-th statement that contains a text stand still until it is released.
	 * @param statement a part of the statement
	 * @param nth the n
	 * @return whether it has happened, and what releases it
	 */
	public Blow park(String statement, int nth) {
		return add(new Blow(Kind.PARKS, statement, nth, ""));
	}

	/**
	 * Let statements and commits fail at random from now on.
	 * @param seed the seed
	 * @param share how many of them
	 * @param states the SQL states of which one is chosen each time
	 */
	public synchronized void storm(long seed, double share, List<String> states) {
		this.dice = new Dice(new Random(seed), share, List.copyOf(states));
	}

	/**
	 * Let everything go well, and release who is parked.
	 */
	public synchronized void calm() {
		this.dice = null;
		this.blows.forEach(Blow::release);
		this.blows.clear();
	}

	/**
	 * Return what has happened.
	 * @return the counts by SQL state, or {@code commit lost}, {@code reply lost} and
	 * {@code parked}
	 */
	public synchronized Map<String, Integer> struck() {
		return new TreeMap<>(this.struck);
	}

	private Blow add(Blow blow) {
		this.blows.add(blow);
		return blow;
	}

	Failpoints failpoints() {
		return this.failpoints;
	}

	void connect() throws SQLException {
		for (Blow blow : this.blows) {
			if (blow.strikes(Kind.NO_CONNECTION, "")) {
				note(blow.state());
				blow.struck();
				throw failure(blow.state());
			}
		}
	}

	/**
	 * Come to a statement.
	 * @return the state with which it fails, or null
	 */
	@Nullable String statement(String sql) {
		for (Blow blow : this.blows) {
			if (blow.strikes(Kind.PARKS, sql)) {
				note("parked");
				blow.struck();
				blow.standStill();
			}
			if (blow.strikes(Kind.FAILS, sql)) {
				note(blow.state());
				blow.struck();
				return blow.state();
			}
		}
		return thrown();
	}

	private synchronized @Nullable String thrown() {
		String state = (this.dice != null) ? this.dice.roll() : null;
		if (state != null) {
			this.struck.merge(state, 1, Integer::sum);
		}
		return state;
	}

	/**
	 * Come to a commit.
	 * @param statements what the transaction has done
	 * @return {@code COMMIT_LOST}, {@code REPLY_LOST} or null
	 */
	@Nullable Kind commit(String statements) {
		this.failpoints.reach("sql.commit", Side.BEFORE);
		for (Blow blow : this.blows) {
			for (Kind kind : List.of(Kind.COMMIT_LOST, Kind.REPLY_LOST)) {
				if (blow.strikes(kind, statements)) {
					blow.struck();
					return noted(kind);
				}
			}
		}
		return stormyCommit();
	}

	private synchronized @Nullable Kind stormyCommit() {
		if (this.dice == null || this.dice.roll() == null) {
			return null;
		}
		return noted(this.dice.random().nextBoolean() ? Kind.COMMIT_LOST : Kind.REPLY_LOST);
	}

	private Kind noted(Kind kind) {
		note((kind == Kind.COMMIT_LOST) ? "commit lost" : "reply lost");
		return kind;
	}

	private synchronized void note(String what) {
		this.struck.merge(what, 1, Integer::sum);
	}

	static SQLException failure(String state) {
		return new SQLException("chaos " + state, state);
	}

	/**
	 * Decides at random.
	 *
	 * @param random the dice
	 * @param share how often something goes wrong
	 * @param states what
	 */
	private record Dice(Random random, double share, List<String> states) {

		@Nullable String roll() {
			return (this.random.nextDouble() < this.share) ? this.states.get(this.random.nextInt(this.states.size()))
					: null;
		}

	}

}
