package dev.durable.faults;

import java.time.Duration;

import dev.durable.faults.wire.PostgresProxy;

/**
 * A fault of the wires between the nodes and their database.
 */
abstract class WireFault implements FaultKind {

	private static final int LOOKS_MAX = 1_200;

	private static final Duration LOOK = Duration.ofMillis(100);

	private final Wires wires;

	WireFault(Wires wires) {
		this.wires = wires;
	}

	final Wires wires() {
		return this.wires;
	}

	/**
	 * Return the wire of a node as soon as the node uses it: one that has only just been
	 * started has no connections, so that nothing would happen to it.
	 */
	final PostgresProxy inUse(int number) {
		PostgresProxy wire = this.wires.of(number);
		for (int looks = 0; looks < LOOKS_MAX && wire.connections() == 0; looks++) {
			Pauses.pause(LOOK);
		}
		return wire;
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
