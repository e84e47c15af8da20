package dev.durable.history;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * With what a run was started besides its arguments.
 *
 * @param attempt which attempt under the retry policy of the workflow it is, from 1
 * @param queue the queue whose nodes run it
 * @param executionTimeout how long the chain may take, or null for no limit
 * @param executionDeadline when the chain must have closed, or null for no limit
 * @param runTimeout how long each run may take, or null for no limit
 * @param retry what follows a failed run, or null for nothing
 * @param parent whose child it is, or null
 * @param memo what is shown to operators, by name
 * @param attributes what runs can be found by, by name
 * @param headers the context of the caller, by propagator
 * @param continuedFrom the run before this one in its chain, or null
 * @param admission what decides when it is let in
 */
public record StartDetails(int attempt, String queue, @Nullable Duration executionTimeout,
		@Nullable Instant executionDeadline, @Nullable Duration runTimeout, @Nullable RetrySettings retry,
		@Nullable ParentRun parent, Map<String, Payload> memo, Map<String, Payload> attributes,
		Map<String, String> headers, @Nullable UUID continuedFrom, Admission admission) {

	/**
	 * The queue that holds where nothing is said.
	 */
	public static final String DEFAULT_QUEUE = "default";

	/**
	 * What holds where nothing is said.
	 */
	public static final StartDetails NONE = new StartDetails(1, DEFAULT_QUEUE, null, null, null, null, null, Map.of(),
			Map.of(), Map.of(), null, Admission.FREE);

	public StartDetails {
		memo = Map.copyOf(memo);
		attributes = Map.copyOf(attributes);
		headers = Map.copyOf(headers);
	}

	/**
	 * Return the details of the run that follows one that has failed.
	 * @param failed the run that has failed
	 * @return the same with the next attempt
	 */
	public StartDetails nextAttempt(UUID failed) {
		return new StartDetails(this.attempt + 1, this.queue, this.executionTimeout, this.executionDeadline,
				this.runTimeout, this.retry, this.parent, this.memo, this.attributes, this.headers, failed,
				this.admission);
	}

	/**
	 * Return the details of the run that another one continues as.
	 * @param from the run that continues
	 * @param currentMemo its memo now
	 * @param currentAttributes its attributes now
	 * @return the same with these, as a first attempt
	 */
	public StartDetails continued(UUID from, Map<String, Payload> currentMemo, Map<String, Payload> currentAttributes) {
		return new StartDetails(1, this.queue, this.executionTimeout, this.executionDeadline, this.runTimeout,
				this.retry, this.parent, currentMemo, currentAttributes, this.headers, from, this.admission);
	}

	/**
	 * Return the details with the time that the whole chain has from now on.
	 * @param now the time now
	 * @return the same with another deadline
	 */
	public StartDetails begunAt(Instant now) {
		Instant deadline = (this.executionTimeout != null) ? now.plus(this.executionTimeout) : null;
		return new StartDetails(this.attempt, this.queue, this.executionTimeout, deadline, this.runTimeout, this.retry,
				this.parent, this.memo, this.attributes, this.headers, this.continuedFrom, this.admission);
	}

	/**
	 * Return the details with another admission.
	 * @param other what decides when the run is let in
	 * @return the same with it
	 */
	public StartDetails admitted(Admission other) {
		return new StartDetails(this.attempt, this.queue, this.executionTimeout, this.executionDeadline,
				this.runTimeout, this.retry, this.parent, this.memo, this.attributes, this.headers, this.continuedFrom,
				other);
	}

	/**
	 * Return when a run with these details times out.
	 * @param begin when the run may begin
	 * @return the earlier of the two limits, or null if there is none
	 */
	public @Nullable Instant timeoutAt(Instant begin) {
		Instant run = (this.runTimeout != null) ? begin.plus(this.runTimeout) : null;
		if (run == null || this.executionDeadline == null) {
			return (run != null) ? run : this.executionDeadline;
		}
		return run.isBefore(this.executionDeadline) ? run : this.executionDeadline;
	}

	/**
	 * Put or remove one value of a memo or of attributes.
	 * @param values the values before
	 * @param name the name
	 * @param value the value, or null to remove it
	 * @return the values after
	 */
	public static Map<String, Payload> with(Map<String, Payload> values, String name, @Nullable Payload value) {
		Map<String, Payload> changed = new LinkedHashMap<>(values);
		if (value != null) {
			changed.put(name, value);
		}
		else {
			changed.remove(name);
		}
		return Map.copyOf(changed);
	}

}
