package dev.durable.history;

import org.jspecify.annotations.Nullable;

/**
 * What decides when a run is let in, and when its attempts are made that wait for others.
 *
 * @param limit the limit under which it waits for a place, or null for none
 * @param precedence which of the attempts that wait come first
 */
public record Admission(@Nullable ConcurrencyLimit limit, Precedence precedence) {

	/**
	 * What holds where nothing is said.
	 */
	public static final Admission FREE = new Admission(null, Precedence.NONE);

	/**
	 * Return what holds for a run.
	 * @param limit the limit, or null for none
	 * @return the admission
	 */
	public static Admission of(@Nullable ConcurrencyLimit limit) {
		return (limit != null) ? new Admission(limit, Precedence.NONE) : FREE;
	}

	/**
	 * Return this admission with another limit.
	 * @param other the limit
	 * @return the same with it
	 */
	public Admission limited(ConcurrencyLimit other) {
		return new Admission(other, this.precedence);
	}

	/**
	 * Return the admission of a child.
	 * @param parent that of its parent
	 * @return this one, with the precedence of the parent where it has none
	 */
	public Admission below(Admission parent) {
		return new Admission(this.limit, this.precedence.or(parent.precedence()));
	}

}
