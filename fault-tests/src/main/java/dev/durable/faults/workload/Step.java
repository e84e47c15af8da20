package dev.durable.faults.workload;

import java.util.List;

/**
 * A step of a program.
 *
 * @param op what it does
 * @param label its name, unique in its program
 * @param amount how often, how long or how many, in the unit of the operation
 * @param steps the steps of which it consists
 */
public record Step(Op op, String label, int amount, List<Step> steps) {

	public Step {
		steps = List.copyOf(steps);
	}

	/**
	 * Return what an activity answers to a label: a number that nobody guesses.
	 * @param label the label
	 * @return the answer
	 */
	public static String answer(String label) {
		return Integer.toHexString(label.hashCode() * 31 + 7);
	}

}
