package dev.durable.autoconfigure;

/**
 * What becomes of a run that calls something with other arguments on replay than are
 * recorded.
 */
enum ArgumentDriftMode {

	/** A warning is logged, and what is recorded counts. */
	WARN,

	/** The run is stuck. */
	STUCK

}
