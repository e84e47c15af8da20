package dev.durable.faults.node;

import java.util.Locale;

/**
 * The builds of the application that run side by side, as during a deployment.
 */
public enum Build {

	/** The one before. */
	ONE(1),
	/** The one that changes a workflow, and has one more. */
	TWO(2);

	private final int version;

	Build(int version) {
		this.version = version;
	}

	/**
	 * Return the id under which nodes of this build join.
	 * @return the id
	 */
	public String id() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Return the newest version of the change that this build has code for.
	 * @return the version
	 */
	int version() {
		return this.version;
	}

}
