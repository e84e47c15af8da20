package dev.durable.history;

/**
 * One entry of a history. The simple name of the record is its {@link #kind() kind}, the
 * name under which it is stored, so a record is never renamed.
 */
public sealed interface Event permits Incoming, Command, Terminal {

	/**
	 * Return the stored name of this kind of event.
	 * @return the simple name of the record
	 */
	default String kind() {
		return getClass().getSimpleName();
	}

}
