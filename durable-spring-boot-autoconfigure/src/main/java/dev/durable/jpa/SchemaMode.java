package dev.durable.jpa;

/**
 * What is done about the tables at start-up.
 */
public enum SchemaMode {

	/** Create or migrate them. */
	MIGRATE,

	/** Refuse to start unless they are there in the version of this code. */
	VALIDATE,

	/** Nothing: somebody else takes care of them. */
	NONE

}
