package dev.durable.node;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.UUID;

import dev.durable.history.UnreadableException;
import org.jspecify.annotations.Nullable;

/**
 * The key of an order to restart, in which is written what its event does not say.
 *
 * @param runId the run that is to be started
 * @param startAt when it may begin, or null for at once
 */
record RestartKey(UUID runId, @Nullable Instant startAt) {

	String text() {
		return (this.startAt != null) ? this.runId + "/" + this.startAt : this.runId.toString();
	}

	static RestartKey parse(String key) {
		try {
			int end = key.indexOf('/');
			return (end < 0) ? new RestartKey(UUID.fromString(key), null)
					: new RestartKey(UUID.fromString(key.substring(0, end)), Instant.parse(key.substring(end + 1)));
		}
		catch (IllegalArgumentException | DateTimeException ex) {
			throw new UnreadableException("An order to restart has the key '" + key + "', which is no run id", ex);
		}
	}

}
