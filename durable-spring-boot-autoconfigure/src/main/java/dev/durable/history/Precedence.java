package dev.durable.history;

import dev.durable.ValueRules;
import org.jspecify.annotations.Nullable;

/**
 * Which of the attempts that wait comes first: that of the lower priority, and of one
 * priority each fairness key in turn.
 *
 * @param priority the priority, from 1 for the first to 5 for the last, or 0 if nothing
 * is said
 * @param fairnessKey whose turn it is, or null if nothing is said
 */
public record Precedence(int priority, @Nullable String fairnessKey) {

	/**
	 * The first priority.
	 */
	public static final int FIRST = ValueRules.FIRST_PRIORITY;

	/**
	 * The last priority.
	 */
	public static final int LAST = ValueRules.LAST_PRIORITY;

	/**
	 * What holds where nothing is said.
	 */
	public static final Precedence NONE = new Precedence(0, null);

	private static final int MIDDLE = 3;

	public Precedence {
		if (priority != 0) {
			ValueRules.requirePriority(priority);
		}
	}

	/**
	 * Return this precedence, and the other one where this one says nothing.
	 * @param other what holds otherwise
	 * @return the precedence
	 */
	public Precedence or(Precedence other) {
		return new Precedence((this.priority != 0) ? this.priority : other.priority(),
				(this.fairnessKey != null) ? this.fairnessKey : other.fairnessKey());
	}

	/**
	 * Return this precedence with a priority.
	 * @return the same, with the middle priority if it had none
	 */
	public Precedence ranked() {
		return (this.priority != 0) ? this : new Precedence(MIDDLE, this.fairnessKey);
	}

}
