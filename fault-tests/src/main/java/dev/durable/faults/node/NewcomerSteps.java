package dev.durable.faults.node;

import dev.durable.Activity;

/**
 * What newcomers do.
 */
@Activity
public class NewcomerSteps {

	private final Witness witness;

	NewcomerSteps(Witness witness) {
		this.witness = witness;
	}

	/**
	 * Greet.
	 */
	public void greet() {
		this.witness.begins();
		this.witness.works();
		this.witness.ends();
	}

}
