package dev.durable.sample;

/**
 * Customers of one part of the sample, whose process is killed again and again. They
 * never know more than what was answered, so they repeat in each process what they began
 * in those before.
 */
interface Customers {

	/**
	 * Begin one thing more, or decide about what waits.
	 * @param door the sample
	 * @param process the number of its process, from 1
	 */
	void next(HttpDoor door, int process);

	/**
	 * Whether a kill would hit what it has to hit in this process: one that hits nothing
	 * would prove nothing.
	 * @param door the sample
	 * @param process the number of its process, from 1
	 * @return whether it may be killed
	 */
	boolean areInTheMiddle(HttpDoor door, int process);

	/**
	 * Begin nothing more, and tell whether all that was begun has come to its end.
	 * @param door the last process of the sample
	 * @return whether it has
	 */
	boolean areServed(HttpDoor door);

	/**
	 * Require that everything has ended as the rules give, and was done exactly as often
	 * as it should be.
	 * @param door the sample
	 * @return how many steps were made by a second or later attempt, because a kill has
	 * hit the one before
	 */
	long requireRightEnd(HttpDoor door);

}
