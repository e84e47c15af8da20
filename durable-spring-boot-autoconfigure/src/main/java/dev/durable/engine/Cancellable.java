package dev.durable.engine;

/**
 * Something that code has asked for and that is open: an activity, a timer, a child.
 */
interface Cancellable {

	/**
	 * Return its place in the order of creation.
	 * @return the position of its command
	 */
	long seq();

	/**
	 * Its scope was cancelled, which happens once at most.
	 */
	void cancel();

}
