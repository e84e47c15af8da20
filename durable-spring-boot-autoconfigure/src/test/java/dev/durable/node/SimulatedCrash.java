package dev.durable.node;

/**
 * The process of a simulated node ends here.
 */
final class SimulatedCrash extends Error {

	SimulatedCrash() {
		super("crash", null, false, false);
	}

}
