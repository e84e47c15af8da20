package dev.durable.store;

/**
 * What a letter brings.
 */
public enum LetterKind {

	/** A signal for a chain. */
	SIGNAL,

	/** The result of an attempt of an activity, for a run. */
	RESULT,

	/** The notice that an attempt was given up; holds the key of the attempt. */
	ABANDONED

}
