package dev.durable.engine;

/**
 * Goes with the code of a turn from thread to thread. Only one of them moves at a time.
 */
public interface TurnScope {

	/**
	 * Nothing goes along.
	 */
	TurnScope NONE = new TurnScope() {

		@Override
		public void enter() {
		}

		@Override
		public void issued() {
		}

		@Override
		public void exit() {
		}

	};

	/**
	 * Code moves on the calling thread from now on.
	 */
	void enter();

	/**
	 * The turn asks for something that is recorded: code that has been entered does, on
	 * its thread, or whoever hands out the baton.
	 */
	void issued();

	/**
	 * The code on the calling thread, which has been entered, moves no more.
	 */
	void exit();

}
