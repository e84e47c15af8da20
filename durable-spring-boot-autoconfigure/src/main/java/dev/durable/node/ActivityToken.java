package dev.durable.node;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Names an attempt that somebody else is to complete.
 *
 * @param runId the run
 * @param activityId the activity
 * @param attempt the attempt
 */
record ActivityToken(UUID runId, long activityId, int attempt) {

	private static final int PARTS = 3;

	String text() {
		return this.runId + "/" + this.activityId + "/" + this.attempt;
	}

	static ActivityToken parse(String token) {
		String[] parts = token.split("/", -1);
		try {
			if (parts.length == PARTS) {
				ActivityToken read = new ActivityToken(UUID.fromString(parts[0]), Long.parseLong(parts[1]),
						Integer.parseInt(parts[2]));
				if (read.text().equals(token)) {
					return read;
				}
			}
		}
		catch (IllegalArgumentException ex) {
			throw invalid(token, ex);
		}
		throw invalid(token, null);
	}

	private static IllegalArgumentException invalid(String token, @Nullable Exception cause) {
		return new IllegalArgumentException("'" + token + "' is no token of an activity. Use the text that"
				+ " Durable.activity().completeLater() has returned, unchanged.", cause);
	}

}
