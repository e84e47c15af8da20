package dev.durable.store;

/**
 * What a letter brings. All but the notices of attempts carry an encoded event.
 */
public enum LetterKind {

	/** A signal for a chain. */
	SIGNAL,

	/** An update for a chain, whose sender waits for the answer. */
	UPDATE,

	/** A request to cancel. */
	CANCEL,

	/** The order to end a run as it stands. */
	TERMINATE,

	/**
	 * The order to end a run as it stands and to start another one under its workflow id.
	 */
	RESTART,

	/** The order to end a run as it stands and to go on from a part of its history. */
	RESET,

	/** The order to let no workflow code move. */
	PAUSE,

	/** The order to go on. */
	RESUME,

	/** What becomes of something that the run has asked for: an attempt, a child. */
	RESULT,

	/**
	 * The failure of an attempt that somebody else has ended, to be tried again. Its name
	 * is the pause before that in milliseconds, or empty if the policy decides.
	 */
	ATTEMPT_FAILED,

	/**
	 * The notice that an attempt, which a node has taken from a queue, is to be completed
	 * by its token. Its name is the activity.
	 */
	ATTEMPT_LEFT,

	/** The notice that an attempt was given up; holds the key of the attempt. */
	ABANDONED;

	/**
	 * Tell whether a letter is for the engine and not for workflow code: it is taken
	 * before others, and also where the code cannot move.
	 * @return true if no code is needed
	 */
	public boolean isOrder() {
		return switch (this) {
			case TERMINATE, RESTART, RESET, PAUSE, RESUME -> true;
			default -> false;
		};
	}

}
