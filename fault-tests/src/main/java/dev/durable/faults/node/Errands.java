package dev.durable.faults.node;

import dev.durable.Activity;
import dev.durable.faults.workload.Step;

import org.springframework.transaction.annotation.Transactional;

/**
 * Activities that are made by the nodes of another queue.
 */
@Activity(queue = "side")
public class Errands {

	private final Witness witness;

	private final Bookings bookings;

	Errands(Witness witness, Bookings bookings) {
		this.witness = witness;
		this.bookings = bookings;
	}

	/**
	 * Answer.
	 * @param label the label of the step
	 * @return the answer
	 */
	public String run(String label) {
		this.witness.begins();
		this.witness.works();
		this.witness.ends();
		return Step.answer(label);
	}

	/**
	 * Write a row.
	 * @param label what it is for
	 * @return what was done
	 */
	@Transactional
	public String book(String label) {
		return this.bookings.book(label);
	}

}
