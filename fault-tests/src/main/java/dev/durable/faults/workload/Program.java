package dev.durable.faults.workload;

import java.util.List;

/**
 * What a workflow is to do.
 *
 * @param steps its steps, one after the other
 */
public record Program(List<Step> steps) {

	/** The senders of signals. */
	public static final List<String> SENDERS = List.of("a", "b");

	/** The sender of the signals that one workflow sends to another. */
	public static final String PARENT = "parent";

	public Program {
		steps = List.copyOf(steps);
	}

	/**
	 * Return how many signals each sender has to send.
	 * @return the number
	 */
	public int signals() {
		return amountOf(Op.SIGNALS);
	}

	/**
	 * Return how many updates have to be accepted.
	 * @return the number
	 */
	public int updates() {
		return amountOf(Op.UPDATES);
	}

	/**
	 * Return whether the workflow waits to be cancelled.
	 * @return {@code true} if it does
	 */
	public boolean isCancelled() {
		return this.steps.stream().anyMatch((step) -> step.op() == Op.CANCELLED);
	}

	private int amountOf(Op op) {
		return this.steps.stream().filter((step) -> step.op() == op).mapToInt(Step::amount).sum();
	}

}
