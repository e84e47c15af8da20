package dev.durable.store;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A letter to whichever run is open under a workflow id when it is inserted. It goes to
 * the chain of that run, or to that run alone if one is named.
 *
 * @param workflowId the workflow id
 * @param runId the run that must be the open one, or null for any; a letter that names
 * one never reaches another
 * @param kind what it brings
 * @param name the name of a signal or update, or what {@link LetterKind} says
 * @param data the encoded event
 * @param key unique within the chain, or null
 * @param type the type that the open run must have, or null for any
 */
public record OutgoingLetter(String workflowId, @Nullable UUID runId, LetterKind kind, String name, byte[] data,
		@Nullable String key, @Nullable String type) {

	/**
	 * Make a letter for a run of any type.
	 * @param workflowId the workflow id
	 * @param runId the run that must be the open one, or null for any
	 * @param kind what it brings
	 * @param name the name of a signal or update, or what {@link LetterKind} says
	 * @param data the encoded event
	 * @param key unique within the chain, or null
	 */
	public OutgoingLetter(String workflowId, @Nullable UUID runId, LetterKind kind, String name, byte[] data,
			@Nullable String key) {
		this(workflowId, runId, kind, name, data, key, null);
	}

	/**
	 * Return the letter for a run of one type only.
	 * @param expected the type that the open run must have
	 * @return the letter
	 */
	public OutgoingLetter ofType(String expected) {
		return new OutgoingLetter(this.workflowId, this.runId, this.kind, this.name, this.data, this.key, expected);
	}

	/**
	 * The key of a signal with an id of its sender.
	 * @param signalId the id
	 * @return the key
	 */
	public static String signalKey(String signalId) {
		return "signal/" + signalId;
	}

	/**
	 * The key of an update.
	 * @param updateId its id
	 * @return the key
	 */
	public static String updateKey(String updateId) {
		return "update/" + updateId;
	}

	/**
	 * The key of a request of one run to another workflow.
	 * @param sender the run that sends it
	 * @param requestId the request
	 * @return the key, unique among all letters
	 */
	public static String requestKey(UUID sender, long requestId) {
		return "external/" + sender + "/" + requestId;
	}

}
