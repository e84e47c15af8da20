package dev.durable.client;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Which runs to list. Immutable: every condition gives a new query. All conditions must
 * hold; one that is set again replaces the one before.
 * <p>
 * Runs are listed from the newest to the oldest, at most {@link #limit()} of them. The
 * next page begins {@linkplain #after(String) after} the run id of the last one.
 */
public interface WorkflowQuery {

	/**
	 * Begin a query. Without conditions it lists the newest 50 runs.
	 * @return the query
	 */
	static WorkflowQuery where() {
		return WorkflowQueryCriteria.ALL;
	}

	/**
	 * Only runs of a workflow type.
	 * @param type the workflow class, or an interface of it that has the annotation
	 * @return the new query
	 */
	WorkflowQuery type(Class<?> type);

	/**
	 * Only runs of a workflow type, which this application need not know.
	 * @param name the name of the workflow type, 1 to 255 characters without control
	 * characters
	 * @return the new query
	 * @throws IllegalArgumentException if the name is out of its limits
	 */
	WorkflowQuery type(String name);

	/**
	 * Only runs in a state.
	 * @param status the state
	 * @return the new query
	 */
	WorkflowQuery status(WorkflowStatus status);

	/**
	 * Only runs with a value of an attribute. May be given for several attributes; all of
	 * them must have their value.
	 * @param name the name of the attribute, 1 to 255 characters without control
	 * characters
	 * @param value the value
	 * @return the new query
	 * @throws IllegalArgumentException if the name is out of its limits
	 */
	WorkflowQuery attribute(String name, Object value);

	/**
	 * Only runs that were started later than a time.
	 * @param time the time, exclusive
	 * @return the new query
	 */
	WorkflowQuery startedAfter(Instant time);

	/**
	 * Only runs that were started earlier than a time.
	 * @param time the time, exclusive
	 * @return the new query
	 */
	WorkflowQuery startedBefore(Instant time);

	/**
	 * Only runs whose workflow id begins with a text. Case matters, and no character has
	 * a special meaning.
	 * @param prefix the text, 1 to 200 characters without control characters
	 * @return the new query
	 * @throws IllegalArgumentException if the prefix is out of these limits
	 */
	WorkflowQuery idPrefix(String prefix);

	/**
	 * Only open runs that cannot advance.
	 * @return the new query
	 */
	WorkflowQuery stuck();

	/**
	 * Set the size of the page.
	 * @param limit the largest number of runs, 1 to 200
	 * @return the new query
	 * @throws IllegalArgumentException if the limit is out of this range
	 */
	WorkflowQuery limit(int limit);

	/**
	 * Begin after a run, to get the next page.
	 * @param cursor the run id of the last run of the page before
	 * @return the new query
	 * @throws IllegalArgumentException if the cursor cannot be a run id
	 */
	WorkflowQuery after(String cursor);

	/**
	 * The name of the workflow type to list.
	 * @return the name, or empty for all types
	 */
	Optional<String> typeName();

	/**
	 * The state to list.
	 * @return the status, or empty for all
	 */
	Optional<WorkflowStatus> status();

	/**
	 * The attributes that runs have.
	 * @return the values by name, unmodifiable; empty for all runs
	 */
	Map<String, Object> attributes();

	/**
	 * The time after which runs were started.
	 * @return the time, exclusive, or empty for no bound
	 */
	Optional<Instant> startedAfter();

	/**
	 * The time before which runs were started.
	 * @return the time, exclusive, or empty for no bound
	 */
	Optional<Instant> startedBefore();

	/**
	 * The text with which workflow ids begin.
	 * @return the prefix, or empty for all ids
	 */
	Optional<String> idPrefix();

	/**
	 * Whether only open runs that cannot advance are listed.
	 * @return {@code true} after {@link #stuck()}
	 */
	boolean isStuck();

	/**
	 * The size of the page.
	 * @return the largest number of runs, 1 to 200
	 */
	int limit();

	/**
	 * The run after which the page begins.
	 * @return the run id, or empty for the first page
	 */
	Optional<String> cursor();

}
