package dev.durable.store;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A letter to be inserted. One whose key is there already is not inserted again.
 *
 * @param chain the first run of the chain it is for
 * @param runId the run it is for, or null if it is for whichever run of the chain is open
 * @param kind what it brings
 * @param name the name of a signal or update, the kind of the event that a result
 * carries, or what {@link LetterKind} says
 * @param data the encoded event
 * @param key unique within the chain, or null
 */
public record NewLetter(UUID chain, @Nullable UUID runId, LetterKind kind, String name, byte[] data,
		@Nullable String key) {

	/**
	 * The key of an attempt of an activity: result and abandonment compete for it.
	 * @param runId the run
	 * @param activityId the activity
	 * @param attempt the attempt
	 * @return the key
	 */
	public static String attemptKey(UUID runId, long activityId, int attempt) {
		return runId + "/" + activityId + "/" + attempt;
	}

}
