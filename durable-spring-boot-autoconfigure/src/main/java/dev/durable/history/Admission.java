package dev.durable.history;

import org.jspecify.annotations.Nullable;

/**
 * What decides when a run is let in.
 *
 * @param limit the limit under which it waits for a place, or null for none
 */
public record Admission(@Nullable ConcurrencyLimit limit) {

	/**
	 * What holds where nothing is said.
	 */
	public static final Admission FREE = new Admission(null);

	/**
	 * Return what holds for a run.
	 * @param limit the limit, or null for none
	 * @return the admission
	 */
	public static Admission of(@Nullable ConcurrencyLimit limit) {
		return (limit != null) ? new Admission(limit) : FREE;
	}

}
