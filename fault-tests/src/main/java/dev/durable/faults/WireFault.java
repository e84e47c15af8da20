package dev.durable.faults;

/**
 * A fault of the wires between the nodes and their database.
 */
abstract class WireFault implements FaultKind {

	private final Wires wires;

	WireFault(Wires wires) {
		this.wires = wires;
	}

	final Wires wires() {
		return this.wires;
	}

	@Override
	public final void prepare(Cluster cluster) {
		this.wires.lay(cluster);
	}

	@Override
	public final void heal(Cluster cluster) {
		this.wires.heal();
	}

}
